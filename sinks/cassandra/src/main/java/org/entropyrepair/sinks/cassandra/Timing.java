package org.entropyrepair.sinks.cassandra;

/**
 * How long this store waits beside its time-out, milliseconds.
 *
 * @param retry from a failed try to connect, or to use a table, to the next one
 * @param diagnoseEvery from one look for the reason why no node can be reached to the next
 * @param checkEvery from one look at the schema to the next
 * @param sweepEvery how often calls that are overdue are looked for
 * @param closeWithin how long a close waits for what is in flight
 */
record Timing(long retry, long diagnoseEvery, long checkEvery, long sweepEvery, long closeWithin) {
    static final Timing USUAL = new Timing(1_000, 5_000, 60_000, 100, 10_000);
}
