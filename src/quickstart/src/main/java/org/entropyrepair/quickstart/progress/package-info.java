/**
 * What is seen of a run: the outcome and dead-letter topics go in, counters and what is still
 * pending come out, and are shown.
 */
@NullMarked
package org.entropyrepair.quickstart.progress;

import org.jspecify.annotations.NullMarked;
