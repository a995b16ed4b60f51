package org.entropyrepair.flow.repair;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One target region as a subtask sees it: its store, whether it answers (a circuit breaker), how
 * much is in flight there, and which edges wait in memory for room. Task thread only, except the
 * store itself.
 */
final class Target {
    private static final Logger LOG = LoggerFactory.getLogger(Target.class);
    private static final long BLOCKED_MILLIS_MIN = 100;
    private static final int PROBES = 5;
    private static final int PROBED_EDGES = 1_000;
    private static final long OUT_MILLIS_MIN = 500;
    private static final long OUT_MILLIS_MAX = 15_000;
    private static final long REST_MILLIS = 5;

    final String region;
    final Store store;

    private final RepairSettings.Limits limits;
    private final Pace storePace;
    private final CircuitBreaker breaker;
    private final LinkedHashSet<Subject> waiting = new LinkedHashSet<>();
    private final Map<String, Pace> paces = new HashMap<>();
    // written by the task thread, read by gauges, too
    private volatile int inFlight;
    private volatile int waitingCount;

    private int probeRounds;
    private long outMillis = OUT_MILLIS_MIN;
    private long probeAtMillis = Alarms.NONE;
    private long restUntilMillis;
    private boolean indexMayHold = true; // a restored index may
    private @Nullable EdgeReading reading;
    private String lastTrouble = "";

    /**
     * A target that is well and has nothing in flight.
     *
     * @param writesPerSecond this subtask's share of what the store takes; 0 for no limit
     */
    Target(String region, Store store, double writesPerSecond, RepairSettings.Limits limits) {
        this.region = region;
        this.store = store;
        this.storePace = new Pace(writesPerSecond);
        this.limits = limits;
        this.breaker =
                CircuitBreaker.of(
                        region,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(
                                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(20)
                                .minimumNumberOfCalls(10)
                                .failureRateThreshold(50)
                                .permittedNumberOfCallsInHalfOpenState(PROBES)
                                .maxWaitDurationInHalfOpenState(Duration.ZERO)
                                .waitDurationInOpenState(Duration.ofDays(1))
                                .writableStackTraceEnabled(false)
                                .build());
    }

    /** What a write of a scope meets now; changes nothing. */
    Gate gate(Pace pace, long nowMillis) {
        State state = breaker.getState();
        if (state == State.OPEN) {
            return Gate.PARKED;
        }
        int room = state == State.HALF_OPEN ? PROBES : limits.inFlightPerTarget();
        if (inFlight < room && pace.allows(nowMillis) && storePace.allows(nowMillis)) {
            return Gate.OPEN;
        }
        return waiting.size() < limits.waitingPerTarget() ? Gate.FULL : Gate.OVERFULL;
    }

    Pace pace(String scope, double writesPerSecond) {
        Pace pace = paces.get(scope);
        if (pace == null || pace.perSecond() != writesPerSecond) {
            pace = new Pace(writesPerSecond);
            paces.put(scope, pace);
        }
        return pace;
    }

    /** What a write of a scope meets now; if the gate is open, it is counted as in flight. */
    Gate enter(Pace pace, long nowMillis) {
        Gate gate = gate(pace, nowMillis);
        if (gate == Gate.OPEN) {
            leave(pace);
        }
        return gate;
    }

    /** A call of the store begins, for which the gate was open. */
    Flight.Departure departure() {
        return new Flight.Departure(System.nanoTime(), inFlight, true);
    }

    /** The call of the store has returned, with or without an answer. */
    void called(Flight.Departure departure) {
        long millis = (System.nanoTime() - departure.atNanos()) / 1_000_000;
        if (millis >= BLOCKED_MILLIS_MIN) {
            LOG.warn("the store of {} blocked its caller for {} ms (expected: 0)", region, millis);
        }
    }

    /** A write goes out. */
    private void leave(Pace pace) {
        inFlight = inFlight + 1;
        pace.take();
        storePace.take();
        breaker.tryAcquirePermission();
    }

    /**
     * A write has come back. Whatever its end, it may be the one that fills the breaker's window,
     * so that a success opens it as well as a failure.
     */
    void comeBack(WriteResult result, long nowMillis) {
        inFlight = inFlight - 1;
        boolean wasOut = isOut();
        if (result instanceof WriteResult.Unavailable unavailable) {
            trouble(unavailable.message());
        } else if (result instanceof WriteResult.Misdeployed misdeployed) {
            trouble(misdeployed.message());
        } else if (result instanceof WriteResult.Unknown unknown) {
            trouble(unknown.message());
        } else if (result instanceof WriteResult.Throttled) {
            breaker.releasePermission();
        } else {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            if (breaker.getState() == State.CLOSED) {
                outMillis = OUT_MILLIS_MIN;
            }
        }
        if (isOut() && !wasOut) {
            probeAtMillis = nowMillis + outMillis;
            outMillis = Math.min(OUT_MILLIS_MAX, outMillis * 2);
        }
    }

    /** A copy has come back whose end says nothing about this store. */
    void comeBackUntold() {
        inFlight = inFlight - 1;
        breaker.releasePermission();
    }

    private void trouble(String message) {
        lastTrouble = message;
        breaker.onError(0, TimeUnit.NANOSECONDS, new StoreTrouble(message));
    }

    /** Whether nothing is sent there. */
    boolean isOut() {
        return breaker.getState() == State.OPEN;
    }

    /** Whether it answers as it should. */
    boolean isWell() {
        return breaker.getState() == State.CLOSED;
    }

    /** What the store said last when it failed; empty if it never did. */
    String lastTrouble() {
        return lastTrouble;
    }

    /** Lets a few writes through if the target has been out long enough. */
    void probeIfDue(long nowMillis) {
        if (nowMillis >= probeAtMillis) {
            probeAtMillis = Alarms.NONE;
            probeRounds++;
            breaker.transitionToHalfOpenState();
        }
    }

    /**
     * When this target wants to be looked at again; {@link Alarms#NONE} if only an answer can
     * change anything.
     */
    long nextMillis(long nowMillis) {
        boolean somethingWaits = !waiting.isEmpty() || indexMayHold || reading != null;
        return somethingWaits && !isOut() && hasRoom()
                ? Math.max(nowMillis + 1, restUntilMillis)
                : probeAtMillis;
    }

    int inFlight() {
        return inFlight;
    }

    int waiting() {
        return waitingCount;
    }

    /** An edge waits for room. */
    void await(Subject edge, long nowMillis) {
        waiting.add(edge);
        waitingCount = waiting.size();
        restIfPaced(nowMillis);
    }

    /** An edge has been looked at and stands in the parked index, waiting for this target. */
    void parkedOne(long nowMillis) {
        indexMayHold = true;
        restIfPaced(nowMillis);
    }

    /**
     * With room at the store, what holds edges up is the pace of their scope or of the store:
     * looking again at once would be no use.
     */
    private void restIfPaced(long nowMillis) {
        if (!isOut() && hasRoom()) {
            restUntilMillis = nowMillis + REST_MILLIS;
        }
    }

    /**
     * One edge that has waited and for which there may be room now; null if there is none. While
     * the target is out, each: they are to be parked, since time spent here counts as age.
     */
    @Nullable Subject nextWaiting(long nowMillis) {
        if (waiting.isEmpty() || !(isOut() || mayTakeMore(nowMillis))) {
            return null;
        }
        Subject first = waiting.iterator().next();
        waiting.remove(first);
        waitingCount = waiting.size();
        return first;
    }

    /** One edge of the parked index that can be looked at now; null if there is none. */
    @Nullable Subject nextParked(ParkedIndex index, long nowMillis) {
        if (isOut()) {
            if (reading != null) {
                stopReading();
                indexMayHold = true;
            }
            return null;
        }
        if (!mayTakeMore(nowMillis) || waiting.size() > limits.waitingPerTarget() / 2) {
            return null;
        }
        if (reading == null) {
            if (!indexMayHold) {
                return null;
            }
            indexMayHold = false; // what is parked from now on sets it again
            reading = new EdgeReading(index.waitingFor(region));
            if (!isWell() && !skip(reading, probeRounds * PROBES % PROBED_EDGES)) {
                probeRounds = 0;
                stopReading();
                return null;
            }
        }
        Subject edge = reading.next();
        if (edge == null) {
            stopReading();
            probeRounds = 0; // once around
        }
        return edge;
    }

    /**
     * Each round of probes passes over those of the rounds before, so that a handful of edges which
     * alone cannot be written does not keep the whole target out. False if there are not as many.
     */
    private boolean skip(EdgeReading from, int edges) {
        indexMayHold |= edges > 0;
        for (int i = 0; i < edges; i++) {
            if (from.next() == null) {
                return false;
            }
        }
        return true;
    }

    void stopReading() {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }

    private boolean mayTakeMore(long nowMillis) {
        return !isOut() && hasRoom() && nowMillis >= restUntilMillis;
    }

    private boolean hasRoom() {
        return inFlight < (isWell() ? limits.inFlightPerTarget() : PROBES);
    }

    /** How the breaker is told. */
    private static final class StoreTrouble extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoreTrouble(String message) {
            super(message, null, false, false);
        }
    }
}
