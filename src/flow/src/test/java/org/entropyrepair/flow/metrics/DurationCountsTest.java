package org.entropyrepair.flow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DurationCountsTest {
    private final TestingGroup group = new TestingGroup();

    @Test
    void eachBucketCountsWhatIsBelowItsBoundAndTheLastCountsAll() {
        DurationCounts counts =
                DurationCounts.ofRepairs()
                        .register(
                                new Meters(group),
                                JobMetric.FROM_FAILURE,
                                JobMetric.FROM_FAILURE_SUM,
                                "eu");
        counts.tookMillis(1_000);
        counts.tookMillis(1_001);
        counts.tookMillis(59_000);
        counts.tookMillis(-5);
        counts.tookMillis(Long.MAX_VALUE);
        assertThat(buckets())
                .containsEntry("1", 2L)
                .containsEntry("2", 3L)
                .containsEntry("30", 3L)
                .containsEntry("60", 4L)
                .containsEntry("604800", 4L)
                .containsEntry("+Inf", 5L)
                .hasSize(13);
        assertThat((Double) group.value("target.eu.secondsFromFailureSum"))
                .isBetween(3e9, 4e9); // the last of them is taken for a century
    }

    @Test
    void callsAreToldApartByMilliseconds() {
        DurationCounts counts =
                DurationCounts.ofCalls()
                        .register(
                                new Meters(group),
                                JobMetric.STORE_LATENCY,
                                JobMetric.STORE_LATENCY_SUM,
                                "eu");
        counts.tookNanos(1_500_000);
        counts.tookNanos(30_000_000_000L);
        assertThat(group.value("target.eu.le.0.001.storeSeconds")).isEqualTo(0L);
        assertThat(group.value("target.eu.le.0.002.storeSeconds")).isEqualTo(1L);
        assertThat(group.value("target.eu.le.10.storeSeconds")).isEqualTo(1L);
        assertThat(group.value("target.eu.le.+Inf.storeSeconds")).isEqualTo(2L);
        assertThat((Double) group.value("target.eu.storeSecondsSum")).isBetween(30.001, 30.002);
    }

    private TreeMap<String, Object> buckets() {
        TreeMap<String, Object> buckets = new TreeMap<>();
        group.names().stream()
                .filter(name -> name.endsWith(".secondsFromFailure"))
                .forEach(
                        name ->
                                buckets.put(
                                        name.replaceAll(".*\\.le\\.|\\.secondsFromFailure", ""),
                                        group.value(name)));
        return buckets;
    }
}
