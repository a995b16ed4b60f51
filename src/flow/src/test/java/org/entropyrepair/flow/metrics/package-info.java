/** Tests of what the job measures. */
@NullMarked
package org.entropyrepair.flow.metrics;

import org.jspecify.annotations.NullMarked;
