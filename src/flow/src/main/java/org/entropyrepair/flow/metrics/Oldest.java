package org.entropyrepair.flow.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The least of many times, while they come and go. Times are counted by the second; when more than
 * {@value #BUCKETS_MAX} different ones are there, by two seconds, by four and so on, so that it
 * takes little room whatever is counted; by the second again when none is left.
 *
 * <p>Nothing is ever looked through: a time that is counted already costs a look-up and an
 * addition, one that is new or the last of its kind a step into a small tree. One thread writes,
 * any reads.
 */
public final class Oldest {
    /** No time is counted. */
    public static final long NONE = Long.MAX_VALUE;

    private static final int BUCKETS_MAX = 4_096;
    private static final long QUANTUM_MILLIS = 1_000;

    private Map<Long, long[]> counts = new HashMap<>();

    /** The keys of what is counted, in order. */
    private final TreeSet<Long> keys = new TreeSet<>();

    private int shift;
    private long lastKey;
    private long @Nullable [] last;
    private volatile long oldestMillis = NONE;

    /** Creates one without any time. */
    public Oldest() {}

    /**
     * A time comes or goes.
     *
     * @param millis since 1970; goes as it came
     * @param sign 1 or -1
     */
    public void count(long millis, int sign) {
        long key = key(millis);
        long[] count = last;
        if (count == null || lastKey != key) {
            count = counts.get(key);
        }
        boolean isNew = count == null;
        if (count == null) {
            count = new long[1];
            counts.put(key, count);
            keys.add(key);
        }
        last = count;
        lastKey = key;
        count[0] += sign;
        if (count[0] == 0) {
            counts.remove(key);
            keys.remove(key);
            last = null;
            publish();
        } else if (isNew) {
            if (counts.size() > BUCKETS_MAX) {
                coarsen();
            }
            publish();
        }
    }

    /** The least time, early by at most what it is counted by; {@link #NONE} if there is none. */
    public long oldestMillis() {
        return oldestMillis;
    }

    /** How many different times are told apart. */
    int buckets() {
        return counts.size();
    }

    private long key(long millis) {
        return Math.floorDiv(millis, QUANTUM_MILLIS) >> shift;
    }

    private void publish() {
        if (counts.isEmpty()) {
            shift = 0;
            oldestMillis = NONE;
            return;
        }
        long first = (keys.first() << shift) * QUANTUM_MILLIS;
        if (first != oldestMillis) {
            oldestMillis = first;
        }
    }

    private void coarsen() {
        while (counts.size() > BUCKETS_MAX / 2) {
            Map<Long, long[]> merged = new HashMap<>();
            counts.forEach(
                    (key, count) ->
                            merged.computeIfAbsent(key >> 1, unused -> new long[1])[0] += count[0]);
            counts = merged;
            shift++;
        }
        keys.clear();
        keys.addAll(counts.keySet());
        last = null;
    }
}
