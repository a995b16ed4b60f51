package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.AtOnceStore;
import org.junit.jupiter.api.Test;

class TargetBreakerTest {
    private static final long NOW = 1_000_000;
    private static final long DAY = 86_400_000;

    private final Target target =
            new Target("here", new AtOnceStore(), 0, RepairSettings.Limits.DEFAULT);
    private final Pace pace = target.pace("all", 0);

    @Test
    void aTargetThatGoesOutWithASuccessIsProbedAgain() {
        for (int i = 0; i < 5; i++) {
            write(new WriteResult.Unavailable("away"), NOW);
        }
        for (int i = 0; i < 5; i++) {
            write(new WriteResult.Applied(), NOW);
        }
        assertThat(target.isOut()).isTrue();
        assertProbed(NOW);
    }

    @Test
    void aTargetWhoseProbesEndWithASuccessButMostlyFailIsProbedAgain() {
        goOut();
        long later = assertProbed(NOW);
        for (int i = 0; i < 4; i++) {
            write(new WriteResult.Unknown("no answer"), later);
        }
        write(new WriteResult.Applied(), later);
        assertThat(target.isOut()).isTrue();
        assertProbed(later);
    }

    @Test
    void whoWaitedForRoomIsLookedAtWhenTheTargetGoesOut() {
        Subject edge = Failures.put(1, "eu").subject();
        target.await(edge, NOW);
        goOut();
        assertThat(target.nextWaiting(NOW)).isEqualTo(edge);
        assertThat(target.nextWaiting(NOW)).isNull();
        assertThat(target.gate(pace, NOW)).isEqualTo(Gate.PARKED);
    }

    private void goOut() {
        for (int i = 0; i < 10; i++) {
            write(new WriteResult.Unavailable("away"), NOW);
        }
        assertThat(target.isOut()).isTrue();
    }

    private long assertProbed(long nowMillis) {
        long probeMillis = target.nextMillis(nowMillis);
        assertThat(probeMillis).isNotEqualTo(Alarms.NONE).isLessThan(nowMillis + DAY);
        target.probeIfDue(probeMillis);
        assertThat(target.gate(pace, probeMillis)).isEqualTo(Gate.OPEN);
        return probeMillis;
    }

    private void write(WriteResult result, long nowMillis) {
        target.enter(pace, nowMillis);
        target.comeBack(result, nowMillis);
    }
}
