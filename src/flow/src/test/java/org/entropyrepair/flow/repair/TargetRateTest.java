package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetRateTest {
    @Test
    void aRateStartsEmptyAndIsNeverExceeded() {
        assertThat(writesIn(10_000, 50, 0)).isBetween(490, 501);
    }

    @Test
    void theLowerOfTheScopesAndTheStoresRateHolds() {
        assertThat(writesIn(10_000, 50, 20)).isBetween(190, 201);
        assertThat(writesIn(10_000, 20, 50)).isBetween(190, 201);
    }

    @Test
    void scopesShareTheStoresRate() {
        TestingTarget there = target(50);
        int writes = 0;
        for (int i = 0; i < 10_000; i++) {
            writes += there.write(there.lane("one", 0)) + there.write(there.lane("other", 0));
            there.nowMillis++;
        }
        assertThat(writes).isBetween(490, 502);
    }

    @Test
    void withoutARateNothingIsHeldUp() {
        assertThat(writesIn(1_000, 0, 0)).isEqualTo(1_000);
    }

    @Test
    void afterAPauseTheRateIsNotMadeUpFor() {
        TestingTarget there = target(50);
        there.write(there.lane("all", 0));
        there.nowMillis += 3_600_000;
        int writes = 0;
        for (int i = 0; i < 100; i++) {
            writes += there.write(there.lane("all", 0));
        }
        assertThat(writes).isEqualTo(5);
    }

    private static TestingTarget target(double storeRate) {
        return new TestingTarget(storeRate, RepairSettings.Limits.DEFAULT);
    }

    private static int writesIn(long millis, double storeRate, double scopeRate) {
        TestingTarget there = target(storeRate);
        int writes = 0;
        for (int i = 0; i < millis; i++) {
            writes += there.write(there.lane("all", scopeRate));
            there.nowMillis++;
        }
        return writes;
    }
}
