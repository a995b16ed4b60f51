package org.entropyrepair.flow.repair;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Gates.Fault;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target answers. It is well until it is out; out until probes are due; then probed with
 * a few writes, after which it is well or out again, for twice as long.
 *
 * <p>It goes out when half of its last writes failed (a circuit breaker); when it has answered
 * nobody for a second in which it failed more than once, so that a few repairs with long backoffs
 * do not use up their attempts; and at once when it says that its deployment is wrong.
 *
 * <p>The breaker is told nothing of times: a slow answer is an answer, and the limit in flight is
 * what heeds it. Task thread only; gauges read the breaker.
 */
final class Health {
    /** How many writes find out whether a target that was out answers again. */
    static final int PROBES = 5;

    private static final long OUT_MILLIS_MIN = 500;
    private static final long OUT_MILLIS_MAX = 15_000;
    private static final long QUIET_MILLIS = 1_000;

    private final CircuitBreaker breaker;
    private long outMillis = OUT_MILLIS_MIN;
    private long dueMillis = Alarms.NONE;
    private String lastTrouble = "";
    private int rounds;
    private int probesSent;
    private int probesAnswered;
    private int probesFailed;
    private boolean everAnswered;
    private boolean failing;
    private long failingSinceMillis;
    private long answeredAtNanos;

    /** A target of which nothing is known. */
    Health(String region) {
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

    /**
     * Whether the store has done its work. What is rejected may have been so before it was sent,
     * and says nothing.
     */
    static boolean isAnswer(@Nullable WriteResult result) {
        return result instanceof WriteResult.Applied
                || result instanceof WriteResult.Healed
                || result instanceof WriteResult.Superseded;
    }

    /** Whether nothing is sent there. */
    boolean isOut() {
        return breaker.getState() == State.OPEN;
    }

    /** Whether it answers as it should. */
    boolean isWell() {
        return breaker.getState() == State.CLOSED;
    }

    /** The breaker's state by a stable number: 0 well, 1 out, 2 being probed. */
    int code() {
        return isWell() ? 0 : isOut() ? 1 : 2;
    }

    /** What the store said last when it failed; empty if it never did. */
    String lastTrouble() {
        return lastTrouble;
    }

    /** When something is to be done by the clock; {@link Alarms#NONE} if nothing is. */
    long dueMillis() {
        return dueMillis;
    }

    /** Whose fault a failure would be, as far as one can see now. */
    Fault fault() {
        if (!isWell()) {
            return Fault.TARGET; // a probe that fails says that it is still out
        }
        return everAnswered && !failing ? Fault.REPAIR : Fault.DOUBT;
    }

    /** Whether a write may be sent, as far as this goes. */
    boolean isOpen() {
        return isWell() || !isOut() && probesSent < PROBES;
    }

    /** How many rounds of probes there have been. */
    int rounds() {
        return rounds;
    }

    void departs() {
        probesSent++;
        breaker.tryAcquirePermission();
    }

    /**
     * A write has come back. Whatever its end, it may be the one that fills the breaker's window,
     * so that a success opens it as well as a failure.
     *
     * @return whose fault it is, if it failed
     */
    Fault comesBack(Flight.Landed landed, long nowMillis) {
        WriteResult result = landed.result(); // null: it says nothing of this target
        Flight.Departure departure = landed.flight().departure();
        boolean wasOut = isOut();
        Fault fault = fault();
        if (isAnswer(result)) {
            answered(landed.atNanos());
        } else if (result instanceof WriteResult.Misdeployed misdeployed
                && misdeployed.reach() == WriteResult.Reach.STORE) {
            lastTrouble = misdeployed.message();
            goOut();
        } else if (result instanceof WriteResult.Unavailable unavailable) {
            fault = failed(unavailable.message(), departure, nowMillis);
        } else if (result instanceof WriteResult.Unknown unknown) {
            fault = failed(unknown.message(), departure, nowMillis);
        } else if (result == null || result instanceof WriteResult.Rejected || isWell()) {
            probesSent--;
            breaker.releasePermission();
        } else if (!isOut()) {
            answered(landed.atNanos()); // throttled, or a namespace of it: it can be reached
        }
        if (isOut() && !wasOut) {
            dueMillis = nowMillis + outMillis;
            outMillis = Math.min(OUT_MILLIS_MAX, outMillis * 2);
        } else if (isWell()) {
            dueMillis = Alarms.NONE;
        }
        return isWell() ? fault : Fault.TARGET;
    }

    private void answered(long atNanos) {
        everAnswered = true;
        failing = false;
        answeredAtNanos = atNanos;
        probesAnswered++;
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        if (isWell()) {
            outMillis = OUT_MILLIS_MIN;
        }
    }

    private Fault failed(String message, Flight.Departure departure, long nowMillis) {
        lastTrouble = message;
        probesFailed++;
        boolean answeredSince = everAnswered && answeredAtNanos - departure.atNanos() > 0;
        boolean doubtful = !answeredSince && (failing || !everAnswered);
        if (!failing) {
            failing = true;
            failingSinceMillis = nowMillis;
        }
        breaker.onError(0, TimeUnit.NANOSECONDS, new StoreTrouble(message));
        if (isWell() && doubtful && nowMillis - failingSinceMillis >= QUIET_MILLIS) {
            goOut();
        }
        return doubtful ? Fault.DOUBT : Fault.REPAIR;
    }

    private void goOut() {
        if (!isOut()) {
            breaker.transitionToOpenState();
        }
    }

    /**
     * Lets a few writes through if the target has been out long enough; decides by what has come
     * back if there were not even a few. If nothing has that says anything, others are asked, ever
     * more seldom.
     *
     * @param roundOver whether all that waits has been asked in this round
     */
    void probeIfDue(long nowMillis, boolean roundOver) {
        if (dueMillis != Alarms.NONE) {
            dueMillis = Math.min(dueMillis, nowMillis + OUT_MILLIS_MAX); // the clock was set back
        }
        if (nowMillis < dueMillis) {
            return;
        }
        dueMillis = Alarms.NONE;
        if (isOut()) {
            rounds++;
            probesSent = 0;
            probesAnswered = 0;
            probesFailed = 0;
            breaker.transitionToHalfOpenState();
            dueMillis = nowMillis + QUIET_MILLIS;
        } else if (!isWell() && probesAnswered + probesFailed > 0) {
            if (probesAnswered > probesFailed) {
                breaker.transitionToClosedState();
                outMillis = OUT_MILLIS_MIN;
            } else {
                goOut();
                dueMillis = nowMillis + outMillis;
                outMillis = Math.min(OUT_MILLIS_MAX, outMillis * 2);
            }
        } else if (!isWell() && roundOver && probesSent <= 0) {
            rounds++;
            dueMillis = nowMillis + outMillis;
            outMillis = Math.min(OUT_MILLIS_MAX, outMillis * 2);
        } else if (!isWell()) {
            dueMillis = nowMillis + QUIET_MILLIS;
        }
    }

    /** How the breaker is told. */
    private static final class StoreTrouble extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoreTrouble(String message) {
            super(message, null, false, false);
        }
    }
}
