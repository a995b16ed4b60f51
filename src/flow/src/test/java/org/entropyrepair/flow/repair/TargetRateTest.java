package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.AtOnceStore;
import org.junit.jupiter.api.Test;

class TargetRateTest {
    private static final long START = 1_000_000;

    @Test
    void aRateStartsEmptyAndIsNeverExceeded() {
        assertThat(writesIn(10_000, target(50), 0)).isBetween(490, 501);
    }

    @Test
    void theLowerOfTheScopesAndTheStoresRateHolds() {
        assertThat(writesIn(10_000, target(50), 20)).isBetween(190, 201);
        assertThat(writesIn(10_000, target(20), 50)).isBetween(190, 201);
    }

    @Test
    void scopesShareTheStoresRate() {
        Target target = target(50);
        Pace one = target.pace("one", 0);
        Pace other = target.pace("other", 0);
        int writes = 0;
        for (long now = START; now < START + 10_000; now++) {
            writes += write(target, one, now) + write(target, other, now);
        }
        assertThat(writes).isBetween(490, 502);
    }

    @Test
    void withoutARateNothingIsHeldUp() {
        assertThat(writesIn(1_000, target(0), 0)).isEqualTo(1_000);
    }

    @Test
    void afterAPauseTheRateIsNotMadeUpFor() {
        Target target = target(50);
        Pace pace = target.pace("all", 0);
        target.gate(pace, START);
        int writes = 0;
        for (int i = 0; i < 100; i++) {
            writes += write(target, pace, START + 3_600_000);
        }
        assertThat(writes).isEqualTo(5);
    }

    private static Target target(double storeRate) {
        return new Target("here", new AtOnceStore(), storeRate, RepairSettings.Limits.DEFAULT);
    }

    private static int writesIn(long millis, Target target, double scopeRate) {
        Pace pace = target.pace("all", scopeRate);
        int writes = 0;
        for (long now = START; now < START + millis; now++) {
            writes += write(target, pace, now);
        }
        return writes;
    }

    private static int write(Target target, Pace pace, long now) {
        if (target.enter(pace, now) != Gate.OPEN) {
            return 0;
        }
        target.comeBack(new WriteResult.Applied(), now);
        return 1;
    }
}
