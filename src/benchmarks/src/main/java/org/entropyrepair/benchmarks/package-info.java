/**
 * Speed as ratios within one run: the machine is shared, absolute figures are not to be trusted.
 */
@NullMarked
package org.entropyrepair.benchmarks;

import org.jspecify.annotations.NullMarked;
