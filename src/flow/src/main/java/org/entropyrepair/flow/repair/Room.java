package org.entropyrepair.flow.repair;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.sinks.WriteResult;

/**
 * How many writes may be in flight at one target: the least of three limits.
 *
 * <ul>
 *   <li>What its answering times allow ({@link Gradient2Limit}): falls when writes take much longer
 *       than they have lately, and is the ceiling of a store that is steady, however fast or slow.
 *   <li>What its complaints allow ({@link AIMDLimit}, since the former does not heed them): falls
 *       by a tenth with every write that was throttled or not answered.
 *   <li>A ramp after an outage: from the floor, doubled each half second.
 * </ul>
 *
 * Task thread only; gauges read what is volatile.
 */
final class Room {
    private static final long RAMP_STEP_MILLIS = 500;
    private static final long NOISE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DOUBLINGS_MAX = 30;

    private final int floor;
    private final int ceiling;
    private final long bornNanos;
    private final Limit times;
    private final Limit complaints;
    private volatile int inFlight;
    private volatile int limit;
    private long rampBeganMillis;
    private boolean ramping;

    /**
     * Nothing in flight.
     *
     * @param floor the least that may always be in flight
     * @param ceiling the most that ever may
     * @param nowNanos a moment of {@link System#nanoTime()} not after any departure
     */
    Room(int floor, int ceiling, long nowNanos) {
        this.floor = Math.min(floor, ceiling);
        this.ceiling = ceiling;
        this.bornNanos = nowNanos;
        this.limit = ceiling;
        this.times =
                WindowedLimit.newBuilder()
                        .minWindowTime(100, TimeUnit.MILLISECONDS)
                        .maxWindowTime(1, TimeUnit.SECONDS)
                        .minRttThreshold(0, TimeUnit.NANOSECONDS)
                        .build(
                                Gradient2Limit.newBuilder()
                                        .initialLimit(ceiling)
                                        .minLimit(this.floor)
                                        .maxConcurrency(ceiling)
                                        .rttTolerance(2)
                                        .smoothing(0.5)
                                        .queueSizeFunction(now -> Math.max(4, now / 16))
                                        .build());
        this.complaints =
                AIMDLimit.newBuilder()
                        .initialLimit(ceiling)
                        .minLimit(this.floor)
                        .maxLimit(ceiling)
                        .backoffRatio(0.9)
                        .timeout(1, TimeUnit.DAYS)
                        .build();
    }

    /** From now on, and from the floor, ever more may be in flight. */
    void ramp(long nowMillis) {
        ramping = true;
        rampBeganMillis = nowMillis;
    }

    int limit(long nowMillis) {
        int allowed = Math.min(times.getLimit(), complaints.getLimit());
        if (ramping) {
            rampBeganMillis = Math.min(rampBeganMillis, nowMillis); // the clock was set back
            long steps = Math.max(0, nowMillis - rampBeganMillis) / RAMP_STEP_MILLIS;
            long risen = (long) floor << Math.min(DOUBLINGS_MAX, steps);
            ramping = risen < ceiling;
            allowed = (int) Math.min(allowed, risen);
        }
        limit = allowed;
        return allowed;
    }

    boolean isFree(long nowMillis) {
        return inFlight < limit(nowMillis);
    }

    /** When the ramp rises next; {@link Alarms#NONE} if there is none. */
    long risesAtMillis(long nowMillis) {
        if (!ramping) {
            return Alarms.NONE;
        }
        long passed = Math.max(0, nowMillis - rampBeganMillis) / RAMP_STEP_MILLIS;
        return rampBeganMillis + (passed + 1) * RAMP_STEP_MILLIS;
    }

    void enter() {
        inFlight = inFlight + 1;
    }

    /** A write has come back. What could not be reached says nothing of its pace. */
    void leave(Flight.Landed landed) {
        inFlight = inFlight - 1;
        Flight.Departure departure = landed.flight().departure();
        boolean answered = Health.isAnswer(landed.result());
        boolean complaint =
                landed.result() instanceof WriteResult.Throttled
                        || landed.result() instanceof WriteResult.Unknown;
        if (!complaint && !(answered && departure.timed())) {
            return;
        }
        long departedNanos = departure.atNanos() - bornNanos;
        // what differs by less than a millisecond differs by this task's own turns
        long tookNanos = Math.max(NOISE_NANOS, landed.tookNanos());
        complaints.onSample(departedNanos, tookNanos, departure.inFlight(), complaint);
        if (answered) {
            times.onSample(departedNanos, tookNanos, departure.inFlight(), false);
        }
    }

    int inFlight() {
        return inFlight;
    }

    /** The limit as it was when somebody last asked to write; for gauges. */
    int lastLimit() {
        return limit;
    }
}
