package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entropyrepair.flow.metrics.JobMetric;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard shows what the catalogue has, where Grafana finds it. */
class DashboardTest {
    private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");

    /** Not shown: what is a sum of others, or is looked at once it has been alerted. */
    private static final Set<JobMetric> NOT_SHOWN =
            Set.of(
                    JobMetric.RECORDS_OF_OTHER_JOBS,
                    JobMetric.SOURCE_FAILURES,
                    JobMetric.RECORDS_MISSING,
                    JobMetric.TOPICS_REPLACED,
                    JobMetric.PARKED,
                    JobMetric.PENDING_COUNTED,
                    JobMetric.FROM_FAILURE_SUM,
                    JobMetric.FROM_ARRIVAL_SUM,
                    JobMetric.STORE_LATENCY_SUM,
                    JobMetric.OUT,
                    JobMetric.BLOCKED_CALLS,
                    JobMetric.CONFIG_PARKED,
                    JobMetric.CONFIG_ANSWERS_WAITING,
                    JobMetric.INVALIDATED,
                    JobMetric.NOT_INVALIDATED,
                    JobMetric.RECORDS_TRUNCATED);

    private final Dashboard dashboard = Dashboard.read();

    @Test
    void asksForMetricsOfTheCatalogueAndLeavesOutNoneUnsaid() {
        Set<String> asked =
                dashboard.queries().stream()
                        .flatMap(query -> METRIC.matcher(query.expression()).results())
                        .map(MatchResult::group)
                        .collect(Collectors.toSet());
        Set<String> shown =
                Arrays.stream(JobMetric.values())
                        .filter(metric -> !NOT_SHOWN.contains(metric))
                        .map(JobMetric::prometheusName)
                        .collect(Collectors.toSet());
        assertThat(asked).isEqualTo(shown);
        for (JsonNode variable : dashboard.root().path("templating").path("list")) {
            assertThat(METRIC.matcher(variable.path("definition").asText()).results())
                    .isNotEmpty()
                    .allMatch(found -> shown.contains(found.group()));
        }
    }

    @Test
    void panelsStandBesideEachOther() {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> places = new HashSet<>();
        for (JsonNode panel : dashboard.root().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).as(panel.path("title").asText()).isTrue();
            JsonNode at = panel.path("gridPos");
            int right = at.path("x").asInt() + at.path("w").asInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = at.path("x").asInt(); x < right; x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(places.add(List.of(x, at.path("y").asInt() + y)))
                            .as("overlap at %s", panel.path("title").asText())
                            .isTrue();
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(20);
    }

    @Test
    void readsFromTheDatasourceThatIsProvisioned() throws IOException {
        String sources =
                Files.readString(
                        Dashboard.FOLDER.resolve("provisioning/datasources/prometheus.yaml"));
        new Load(LoadSettings.builder().build()).loadFromString(sources);
        assertThat(sources).contains("uid: prometheus", "type: prometheus");
        for (JsonNode panel : dashboard.root().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("datasource").path("uid").asText()).isEqualTo("prometheus");
            }
        }
        String providers =
                Files.readString(
                        Dashboard.FOLDER.resolve("provisioning/dashboards/entropy-repair.yaml"));
        new Load(LoadSettings.builder().build()).loadFromString(providers);
        assertThat(providers).contains("path: /etc/grafana/dashboards");
    }
}
