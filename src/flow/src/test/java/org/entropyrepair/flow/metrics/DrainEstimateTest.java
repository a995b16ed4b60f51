package org.entropyrepair.flow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DrainEstimateTest {
    private final AtomicLong left = new AtomicLong();
    private final DrainEstimate estimate = new DrainEstimate(left::get);

    @Test
    void ofNothingTakesNoTime() {
        estimate.update();
        assertThat(estimate.getValue()).isZero();
    }

    @Test
    void ofWhatDoesNotBecomeLessNeverEnds() {
        look(100);
        assertThat(estimate.getValue()).as("after one look").isInfinite();
        look(100);
        look(120);
        assertThat(estimate.getValue()).isInfinite();
    }

    @Test
    void isWhatIsLeftAtTheSpeedOfTheLastMinute() {
        look(1_000);
        look(950); // 10 a second
        assertThat(estimate.getValue()).isEqualTo(95);
        look(1_000_000);
        for (int i = 0; i < 13; i++) {
            look(2_000 - 10 * i); // 2 a second, for a minute
        }
        assertThat(estimate.getValue()).isEqualTo((2_000 - 120) / 2.0);
        look(0);
        assertThat(estimate.getValue()).isZero();
    }

    private void look(long count) {
        left.set(count);
        estimate.update();
    }
}
