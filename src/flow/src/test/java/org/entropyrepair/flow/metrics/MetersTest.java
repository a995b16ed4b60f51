package org.entropyrepair.flow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final TestingGroup group = new TestingGroup();
    private final Meters meters = new Meters(group);

    @Test
    void aMetricIsRegisteredUnderItsLabelsInTheirOrder() {
        meters.counter(JobMetric.DEAD_LETTERS, "eu", "REJECTED").inc(3);
        meters.gauge(JobMetric.PENDING_BY_STATE, () -> 7L, "eu", "a.b", "parked");
        assertThat(group.value("target.eu.reason.REJECTED.deadLetters")).isEqualTo(3L);
        assertThat(group.value("target.eu.namespace.a.b.state.parked.pending")).isEqualTo(7L);
    }

    @Test
    void whatIsNotAsDeclaredIsRefused() {
        assertThatThrownBy(() -> meters.counter(JobMetric.DEAD_LETTERS, "eu"))
                .hasMessageContaining("DEAD_LETTERS: COUNT with 1 labels (expected: COUNT with");
        assertThatThrownBy(() -> meters.counter(JobMetric.PENDING, "eu"))
                .hasMessageContaining("(expected: GAUGE with");
        assertThatThrownBy(() -> meters.gauge(JobMetric.MERGED, () -> 1, "eu"))
                .hasMessageContaining("(expected: COUNT with");
    }

    @Test
    void noTwoMetricsAreExportedUnderOneName() {
        assertThat(Arrays.stream(JobMetric.values()).map(JobMetric::prometheusName))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("flink_[a-zA-Z_]+"));
        assertThat(JobMetric.PENDING_BY_STATE.prometheusName())
                .isEqualTo("flink_taskmanager_job_task_operator_target_namespace_state_pending");
    }
}
