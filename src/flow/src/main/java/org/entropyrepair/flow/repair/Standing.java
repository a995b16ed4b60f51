package org.entropyrepair.flow.repair;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.flow.metrics.Oldest;

/**
 * What is pending of one namespace at one target: how many in each state, since when the oldest
 * has, and from when the oldest put is that could undo a purged delete. Task thread only, except
 * what gauges read.
 */
final class Standing {
    private static final Map<RepairState, Integer> PLACES = places();

    private final long windowMillis;
    private final AtomicLongArray byState = new AtomicLongArray(PLACES.size());
    private final Oldest failures = new Oldest();
    private final Oldest puts = new Oldest();

    /**
     * Nothing is pending.
     *
     * @param windowMillis age from which a put is no longer written
     */
    Standing(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /** The states in which a repair is pending. */
    static Iterable<RepairState> states() {
        return PLACES.keySet();
    }

    /** One repair more or less; one that changes is one more before it is one less. */
    void count(Repair repair, int sign) {
        Integer place = PLACES.get(repair.state());
        if (place != null) {
            byState.lazySet(place, byState.getPlain(place) + sign);
        }
        failures.count(firstFailedAtMillis(repair), sign);
        Candidate best = repair.best();
        if (isWindowed(best)) {
            puts.count(tokenMillis(best.version()), sign);
        }
    }

    /** How many are in this state. */
    long in(RepairState state) {
        Integer place = PLACES.get(state);
        return place == null ? 0 : byState.get(place);
    }

    /** Seconds since the first failure of what has been pending longest; 0 if nothing is. */
    double oldestSeconds(long nowMillis) {
        long oldest = failures.oldestMillis();
        return oldest == Oldest.NONE ? 0 : Math.max(0, nowMillis - oldest) / 1e3;
    }

    /** Seconds until the oldest put may not be written any more; the whole window without one. */
    double headroomSeconds(long nowMillis) {
        long oldest = puts.oldestMillis();
        return (oldest == Oldest.NONE ? windowMillis : oldest + windowMillis - nowMillis) / 1e3;
    }

    /** When the repair's cell first failed at its target, as far as its state still says. */
    static long firstFailedAtMillis(Repair repair) {
        long first = Long.MAX_VALUE;
        for (Candidate candidate : repair.candidates()) {
            first = Math.min(first, candidate.firstFailedAtMillis());
        }
        return first;
    }

    /** Whether it dies of its age; what runs out before is a delete by then, and never does. */
    private boolean isWindowed(Candidate candidate) {
        Version version = candidate.version();
        return !candidate.copy()
                && !version.isDelete()
                && !version.isExpired((tokenMillis(version) + windowMillis) * 1_000);
    }

    private static long tokenMillis(Version version) {
        return Math.floorDiv(version.token().generatedAtMicros(), 1_000L);
    }

    private static Map<RepairState, Integer> places() {
        Map<RepairState, Integer> places = new EnumMap<>(RepairState.class);
        for (RepairState state : RepairState.values()) {
            if (!state.isEnd()) {
                places.put(state, places.size());
            }
        }
        return places;
    }
}
