/**
 * The contract of a regional key-value store: mutations go in, results come out as values; and of a
 * cache in front of it, which is told to forget.
 */
@NullMarked
package org.entropyrepair.sinks;

import org.jspecify.annotations.NullMarked;
