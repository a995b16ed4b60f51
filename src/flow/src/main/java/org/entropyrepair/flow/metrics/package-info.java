/**
 * What the job measures: {@code JobMetric} declares every metric once, {@code Meters} registers
 * them with Flink and with nothing that is not declared. The others are what a number is made of:
 * {@code DurationCounts} (how many took how long), {@code Oldest} (the least of many times, while
 * they come and go), {@code DrainEstimate} (when nothing will be left).
 *
 * <p>{@code src/docs/metrics.md} is generated from the catalogue.
 */
@NullMarked
package org.entropyrepair.flow.metrics;

import org.jspecify.annotations.NullMarked;
