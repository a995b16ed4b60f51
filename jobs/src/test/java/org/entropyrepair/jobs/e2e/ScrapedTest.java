package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.jobs.Dashboard;
import org.entropyrepair.testkit.fake.Answer;
import org.entropyrepair.testkit.prometheus.PrometheusServer;
import org.entropyrepair.testkit.prometheus.PrometheusSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real Prometheus scrapes the real job: what dashboard and alerts ask for is there. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class ScrapedTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final int FAILURES = 50;
    private static final String PREFIX = "flink_taskmanager_job_task_operator_";
    private static final Path ALERTS =
            Path.of(System.getProperty("entropyrepair.root"), "src/deploy/prometheus/alerts.yml");

    /** No cache stands in front of these stores. */
    private static final Set<JobMetric> OF_CACHES =
            Set.of(JobMetric.INVALIDATED, JobMetric.NOT_INVALIDATED);

    @Test
    void everyQueryOfTheDashboardHasAnAnswerAndDeadLettersRaiseTheirAlert(Stage stage)
            throws Exception {
        try (RepairRig rig =
                RepairScene.on(stage, "us", "eu").lag("100ms").withConfigTopic("us").open()) {
            rig.start();
            Path folder = Files.createDirectories(stage.folder().resolve("prometheus"));
            Path settings = folder.resolve("prometheus.yml");
            new PrometheusSettings(stage.targets(), List.of(ALERTS), Duration.ofSeconds(1))
                    .write(settings);
            try (PrometheusServer prometheus = PrometheusServer.start(folder, settings)) {
                rig.await(
                        "scraped",
                        LONGEST,
                        () -> value(prometheus, "sum(" + PREFIX + "pendingCounted)") == 2);
                tearAndRepair(rig);
                rig.await(
                        "all seen",
                        LONGEST,
                        () -> value(prometheus, answers("applied")) == FAILURES - 1);
                rig.await("an answer to every query", LONGEST, () -> silent(prometheus).isEmpty());
                assertSeen(rig, prometheus);
            }
        }
    }

    private static void tearAndRepair(RepairRig rig) {
        FailureMessage[] failures =
                IntStream.range(0, FAILURES)
                        .mapToObj(i -> Reports.put("user:" + i, "us", "eu"))
                        .toArray(FailureMessage[]::new);
        rig.store("eu").next(failures[0].write().cell(), new Answer.Rejected("not this one"));
        rig.publish("us", failures);
        rig.publish("us", List.of(rig.record("us", "nonsense", Bytes.utf8("{"))));
        for (FailureMessage failure : failures) {
            rig.awaitEnd(failure, LONGEST);
        }
    }

    private static void assertSeen(RepairRig rig, PrometheusServer prometheus) {
        assertThat(names(prometheus, PREFIX + ".+"))
                .containsAll(
                        Arrays.stream(JobMetric.values())
                                .filter(metric -> !OF_CACHES.contains(metric))
                                .map(JobMetric::prometheusName)
                                .toList());
        assertThat(names(prometheus, "flink_jobmanager_.*sourceAvailable"))
                .containsExactly(
                        "flink_jobmanager_job_operator_coordinator_enumerator_sourceAvailable");
        assertThat(value(prometheus, answers("rejected"))).isEqualTo(1);
        assertThat(value(prometheus, "sum(" + PREFIX + "target_pending)")).isZero();
        String withinAMinute =
                "sum(%starget_le_%s{target=\"eu\", le=\"60\"})"
                        .formatted(PREFIX, "secondsFromFailure");
        assertThat(value(prometheus, withinAMinute)).isEqualTo(FAILURES - 1);
        String median =
                "histogram_quantile(0.5, sum by (le) (%starget_le_storeSeconds))".formatted(PREFIX);
        assertThat(value(prometheus, median)).isBetween(0.0, 10.0);
        for (String reason : List.of("REJECTED", "MALFORMED")) {
            String firing =
                    "count(ALERTS{alertname=\"DeadLettersArriving\", reason=\"%s\","
                            + " alertstate=\"firing\"})";
            rig.await(
                    "an alert of " + reason,
                    LONGEST,
                    () -> value(prometheus, firing.formatted(reason)) == 1);
        }
        assertThat(value(prometheus, "count(ALERTS)")).as("alerts").isEqualTo(2);
    }

    private static String answers(String result) {
        return "sum(%starget_result_answers{target=\"eu\", result=\"%s\"})"
                .formatted(PREFIX, result);
    }

    /** Panels for one of whose queries there is nothing. */
    private static List<String> silent(PrometheusServer prometheus) {
        List<String> silent = new ArrayList<>();
        for (Dashboard.Query query : Dashboard.read().queries()) {
            if (result(prometheus, query.everything()).isEmpty()) {
                silent.add(query.panel() + ": " + query.everything());
            }
        }
        return silent;
    }

    private static Set<String> names(PrometheusServer prometheus, String pattern) {
        String all = "group by (__name__) ({__name__=~\"" + pattern + "\"})";
        return StreamSupport.stream(result(prometheus, all).spliterator(), false)
                .map(series -> series.path("metric").path("__name__").asText())
                .collect(Collectors.toSet());
    }

    /** What it says where it says one number; -1 if it says nothing. */
    private static double value(PrometheusServer prometheus, String expression) {
        JsonNode result = result(prometheus, expression);
        return result.isEmpty() ? -1 : result.path(0).path("value").path(1).asDouble();
    }

    private static JsonNode result(PrometheusServer prometheus, String expression) {
        try {
            JsonNode answer = new ObjectMapper().readTree(prometheus.query(expression));
            assertThat(answer.path("status").asText())
                    .as("%s: %s", expression, answer)
                    .isEqualTo("success");
            return answer.path("data").path("result");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("prometheus: answered no JSON", e);
        }
    }
}
