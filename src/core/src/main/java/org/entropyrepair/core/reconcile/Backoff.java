package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.Cell;

/**
 * The wait between attempts: exponential, with a jitter that is a function of the repair, so that
 * decisions stay repeatable.
 */
final class Backoff {
    private Backoff() {}

    /** The wait after {@code lastMillis}; 0 stands for none yet. Milliseconds, at least 1. */
    static long next(long lastMillis, Policy.Retry retry) {
        double grown =
                lastMillis == 0
                        ? retry.initialBackoffMillis()
                        : Math.min(lastMillis * retry.multiplier(), retry.maxBackoffMillis());
        return Math.max(1, (long) grown);
    }

    /** Spreads a wait by up to {@code jitter} of it either way. */
    static long jittered(long millis, double jitter, Cell cell, Repair repair, int attempts) {
        long seed =
                31L * (31L * cell.hashCode() + repair.target().hashCode())
                        + repair.best().version().token().nonceLow()
                        + attempts
                        + repair.leases();
        double share = ((mix(seed) >>> 11) * 0x1.0p-53) * 2 - 1;
        return Math.max(1, (long) (millis * (1 + jitter * share)));
    }

    /**
     * The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
     * generators, 2014).
     */
    private static long mix(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
