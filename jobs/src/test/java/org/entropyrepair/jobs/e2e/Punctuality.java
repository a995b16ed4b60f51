package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;

/**
 * How long repairs took from the failure to the store's answer, beyond their hold. The promise is
 * two seconds; a machine that does several things at once gets three more, and what it kept a
 * thread waiting meanwhile that wanted nothing but to wake up.
 */
final class Punctuality {
    /** What is promised, on a machine that has time, in milliseconds. */
    static final long PROMISED_MILLIS = 2_000;

    /** What a loaded machine may add, in milliseconds. */
    static final long SLACK_MILLIS = 3_000;

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long holdMillis;
    private final List<Long> tookMillis = new ArrayList<>();
    private volatile long stalledMillis;
    private volatile boolean over;

    Punctuality(long holdMillis) {
        this.holdMillis = holdMillis;
        Thread beside = new Thread(this::wakeUpAgainAndAgain, "punctuality");
        beside.setDaemon(true);
        beside.start();
    }

    private void wakeUpAgainAndAgain() {
        long stalledNanos = 0;
        while (!over) {
            long began = System.nanoTime();
            LockSupport.parkNanos(TURN_NANOS);
            stalledNanos = Math.max(stalledNanos, System.nanoTime() - began - TURN_NANOS);
            stalledMillis = TimeUnit.NANOSECONDS.toMillis(stalledNanos);
        }
    }

    /** A failure of then was repaired so. */
    void add(long failedAtMillis, Outcome end) {
        assertThat(end.state()).isEqualTo(RepairState.APPLIED);
        tookMillis.add(end.atMillis() - failedAtMillis);
    }

    /** The longest. */
    long worstMillis() {
        return tookMillis.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** How many. */
    int count() {
        return tookMillis.size();
    }

    /** Prints the longest and asserts that it is on time, and that none came before its hold. */
    void assertOnTime(String what) {
        over = true;
        System.out.printf(
                "%s: %d repairs, longest %d ms after the failure (hold %d ms, stalled %d ms)%n",
                what, count(), worstMillis(), holdMillis, stalledMillis);
        assertThat(tookMillis).isNotEmpty().allMatch(took -> took >= holdMillis);
        assertThat(worstMillis())
                .as(what + ": longest, in ms")
                .isLessThanOrEqualTo(holdMillis + PROMISED_MILLIS + SLACK_MILLIS + stalledMillis);
    }
}
