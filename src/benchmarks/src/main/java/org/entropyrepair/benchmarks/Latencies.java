package org.entropyrepair.benchmarks;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took, to a tenth of a millisecond, up to a minute. Thread-safe. */
final class Latencies {
    private static final int STEP_MICROS = 100;

    private final AtomicLongArray counts = new AtomicLongArray(60_000_000 / STEP_MICROS);

    /** Counts one; less than nothing counts as nothing, more than a minute as a minute. */
    void add(long micros) {
        long step = Math.max(0, micros / STEP_MICROS);
        counts.incrementAndGet((int) Math.min(counts.length() - 1L, step));
    }

    /** Forgets all. */
    void reset() {
        for (int i = 0; i < counts.length(); i++) {
            counts.set(i, 0);
        }
    }

    /** How many there are. */
    long count() {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        return all;
    }

    /** As long as this share of them took at most, milliseconds. */
    double millis(double share) {
        long wanted = (long) Math.ceil(share * count());
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted && seen > 0) {
                return (i + 1) * STEP_MICROS / 1e3;
            }
        }
        throw new IllegalStateException("latencies: none (expected: some)");
    }

    /** The median, the 99th and the 99.9th percentile, milliseconds, all less this. */
    String percentiles(long lessMillis) {
        return count() == 0
                ? Table.NOTHING
                : String.format(
                        Locale.ROOT,
                        "%,.1f / %,.1f / %,.1f",
                        millis(0.5) - lessMillis,
                        millis(0.99) - lessMillis,
                        millis(0.999) - lessMillis);
    }
}
