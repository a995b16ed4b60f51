package org.entropyrepair.sinks.rocksdb;

/**
 * How long this store waits, milliseconds.
 *
 * @param answerWithin the time-out of a write or read
 * @param closeWithin how long a close waits for what is in flight
 * @param retryMin the first wait before another try to open; doubled after each
 * @param retryMax the longest such wait
 * @param purgeEvery from the end of one walk over the database to the next
 */
record Timing(long answerWithin, long closeWithin, long retryMin, long retryMax, long purgeEvery) {
    static final Timing USUAL = new Timing(10_000, 10_000, 100, 10_000, 600_000);
}
