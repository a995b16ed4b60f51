package org.entropyrepair.config;

import java.time.Duration;

/**
 * What to do with time that does not fit.
 *
 * @param maxDrift how far ahead a token may be and still be written
 * @param maxWait how far ahead it may be and be waited for; what is further ahead is a dead letter
 * @param silentAfter after how much silence a partition counts as up to date; longer than 0
 */
public record Clock(Duration maxDrift, Duration maxWait, Duration silentAfter) {}
