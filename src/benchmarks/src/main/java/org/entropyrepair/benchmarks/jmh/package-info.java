/** The pure core alone, one step after the other, as JMH measures it. */
@NullMarked
package org.entropyrepair.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
