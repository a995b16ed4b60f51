package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentTest {
    @Test
    void readsAsTheInstantsOfJavaDo() {
        Random random = new Random(5);
        long now = 1_795_755_354_239L;
        for (int i = 0; i < 10_000; i++) {
            long millis = i % 100 == 0 ? random.nextLong() >> 12 : now + random.nextInt(3_000);
            assertThat(Moment.text(millis)).isEqualTo(Instant.ofEpochMilli(millis).toString());
        }
        for (long millis : new long[] {-1_001, -1_000, -1, 0, 7, 70, 700, 1_000, 60_000}) {
            assertThat(Moment.text(millis)).isEqualTo(Instant.ofEpochMilli(millis).toString());
        }
    }
}
