/** The contract of a regional key-value store: mutations go in, results come out as values. */
@NullMarked
package org.entropyrepair.sinks;

import org.jspecify.annotations.NullMarked;
