package org.entropyrepair.flow.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void thoseWhoShareARateKeepToItTogether() throws Exception {
        Pace pace = new Pace(1_000, 4);
        long began = System.nanoTime();
        for (int turn = 0; turn < 51; turn++) {
            pace.take();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(Duration.ofMillis(199));
    }

    @Test
    void withoutARateNobodyWaits() throws Exception {
        Pace pace = new Pace(0, 4);
        long began = System.nanoTime();
        for (int turn = 0; turn < 1_000; turn++) {
            pace.take();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }
}
