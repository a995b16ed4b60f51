package org.entropyrepair.flow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SourceHealthTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final SourceHealth health =
            new SourceHealth("here/topic", new UnregisteredMetricsGroup(), 10_000, now::get);

    @Test
    void waitsLongerAfterEachFailureUpToItsLimitAndStartsAnewAfterASuccess() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waits.add(health.failed("read", new TimeoutException("no answer")));
        }
        assertThat(waits).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
        health.succeeded();
        assertThat(health.failed("read", new TimeoutException("no answer"))).isEqualTo(500);
    }

    @Test
    void neverOverflowsHoweverLongTheTroubleLasts() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(health.failed("read", new TimeoutException("no answer")))
                    .isBetween(500L, 10_000L);
        }
    }

    @Test
    void isAvailableUntilATryFailsAndAgainWhenOneGoesWell() {
        assertThat(health.isAvailable()).isTrue();
        health.failed("read", new TimeoutException("no answer"));
        assertThat(health.isAvailable()).isFalse();
        health.succeeded();
        assertThat(health.isAvailable()).isTrue();
    }

    @Test
    void describesAnExceptionAndItsCausesInOneShortLine() {
        Throwable cause =
                new KafkaException(
                        "cannot make it\nat all", new IllegalStateException("x".repeat(999)));
        assertThat(SourceHealth.describe(cause))
                .startsWith("KafkaException: cannot make it < IllegalStateException: xxx")
                .hasSizeLessThan(310)
                .doesNotContain("\n");
        assertThat(SourceHealth.describe(new TimeoutException())).isEqualTo("TimeoutException");
    }
}
