@NullMarked
package org.entropyrepair.benchmarks;

import org.jspecify.annotations.NullMarked;
