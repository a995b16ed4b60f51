package org.entropyrepair.flow.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many took how long: counts below fixed bounds, which, unlike quantiles, can be added up over
 * subtasks and regions. One thread writes, any reads.
 */
public final class DurationCounts {
    private static final double[] OF_CALLS = {
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
    };
    private static final double[] OF_REPAIRS = {
        1, 2, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400, 604_800
    };
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final double[] bounds;
    private final AtomicLongArray counts;
    private final AtomicLong sumMicros = new AtomicLong();

    private DurationCounts(double[] bounds) {
        this.bounds = bounds;
        this.counts = new AtomicLongArray(bounds.length + 1);
    }

    /** For calls of a store: milliseconds to ten seconds. */
    public static DurationCounts ofCalls() {
        return new DurationCounts(OF_CALLS);
    }

    /** For repairs: a second to a week. */
    public static DurationCounts ofRepairs() {
        return new DurationCounts(OF_REPAIRS);
    }

    /**
     * Registers the buckets and their sum.
     *
     * @param buckets whose last label is {@link Label#LE}
     * @param target value of both metrics' first label
     */
    public DurationCounts register(Meters meters, JobMetric buckets, JobMetric sum, String target) {
        for (int i = 0; i <= bounds.length; i++) {
            int upTo = i;
            meters.counted(buckets, () -> upTo(upTo), target, bound(i));
        }
        meters.summed(sum, () -> sumMicros.get() / 1e6, target);
        return this;
    }

    /** One more; a negative time counts as none. */
    public void tookNanos(long nanos) {
        long time = Math.max(0, nanos);
        int bucket = 0;
        while (bucket < bounds.length && time > bounds[bucket] * NANOS_PER_SECOND) {
            bucket++;
        }
        counts.lazySet(bucket, counts.getPlain(bucket) + 1);
        sumMicros.lazySet(sumMicros.getPlain() + time / 1_000);
    }

    /** One more; a negative time counts as none, and one of over a century as a century. */
    public void tookMillis(long millis) {
        tookNanos(Math.min(Math.max(0, millis), 100L * 365 * 86_400_000) * NANOS_PER_MILLI);
    }

    /** How many took at most as long as this bucket's bound says. */
    private long upTo(int bucket) {
        long sum = 0;
        for (int i = 0; i <= bucket; i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    private String bound(int bucket) {
        if (bucket == bounds.length) {
            return "+Inf";
        }
        double bound = bounds[bucket];
        return bound >= 1 ? Long.toString((long) bound) : Double.toString(bound);
    }
}
