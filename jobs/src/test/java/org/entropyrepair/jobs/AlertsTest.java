package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.testkit.prometheus.Promtool;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alerts do what they say: by Prometheus' own tool, the catalogue and the runbooks. */
class AlertsTest {
    private static final Path ROOT = Path.of(System.getProperty("entropyrepair.root"));
    private static final Path FOLDER = ROOT.resolve("src/deploy/prometheus");
    private static final Path RUNBOOKS = ROOT.resolve("src/docs/runbooks.md");
    private static final Set<String> SEVERITIES = Set.of("page", "ticket");

    /** Names of metrics that Flink's reporter would export. */
    private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");

    /** A label that is asked for a value. */
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!=|!~|=)\\s*\"");

    private final JsonNode alerts = yaml(FOLDER.resolve("alerts.yml"));
    private final JsonNode tests = yaml(FOLDER.resolve("alerts_test.yml"));

    @Test
    void theToolFindsNothingWrongWithTheRulesNorWithTheirTests() {
        Promtool.Said checked = Promtool.run(FOLDER, "check", "rules", "alerts.yml");
        assertThat(checked.code()).as(checked.text()).isZero();
        assertThat(checked.text()).contains("SUCCESS: " + rules().size() + " rules found");
        Promtool.Said tested = Promtool.run(FOLDER, "test", "rules", "alerts_test.yml");
        assertThat(tested.code()).as(tested.text()).isZero();
        assertThat(tested.text()).contains("SUCCESS");
    }

    @Test
    void eachAlertFiresInOneTestAndDoesNotInAnother() {
        Set<String> fire = new TreeSet<>();
        Set<String> doNot = new TreeSet<>();
        for (JsonNode test : tests.path("tests")) {
            for (JsonNode expected : test.path("alert_rule_test")) {
                Set<String> which = expected.path("exp_alerts").isEmpty() ? doNot : fire;
                which.add(expected.path("alertname").asText());
            }
        }
        assertThat(fire).isEqualTo(names());
        assertThat(doNot).isEqualTo(names());
    }

    @Test
    void eachAlertAsksForMetricsOfTheCatalogueByTheirLabels() {
        Set<String> known =
                Arrays.stream(JobMetric.values())
                        .map(JobMetric::prometheusName)
                        .collect(Collectors.toSet());
        for (JsonNode rule : alertRules()) {
            String expression = rule.path("expr").asText();
            List<String> asked =
                    METRIC.matcher(expression).results().map(MatchResult::group).toList();
            assertThat(asked).as(rule.path("alert").asText()).isNotEmpty();
            assertThat(known).as(rule.path("alert").asText()).containsAll(asked);
            Set<String> labels =
                    Arrays.stream(JobMetric.values())
                            .filter(metric -> asked.contains(metric.prometheusName()))
                            .flatMap(metric -> metric.labels().stream())
                            .map(label -> label.key())
                            .collect(Collectors.toSet());
            MATCHER.matcher(expression)
                    .results()
                    .forEach(label -> assertThat(labels).contains(label.group(1)));
        }
    }

    @Test
    void eachAlertHasARunbookAndEachRunbookAnAlert() throws IOException {
        List<String> sections =
                Files.readAllLines(RUNBOOKS).stream()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring(3))
                        .toList();
        assertThat(sections).containsExactlyElementsOf(inOrder());
        for (JsonNode rule : alertRules()) {
            String name = rule.path("alert").asText();
            JsonNode annotations = rule.path("annotations");
            assertThat(annotations.path("runbook").asText())
                    .isEqualTo("src/docs/runbooks.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(annotations.path("summary").asText()).isNotBlank();
            assertThat(annotations.path("description").asText()).isNotBlank();
            assertThat(SEVERITIES).contains(rule.path("labels").path("severity").asText());
        }
    }

    private Set<String> names() {
        return new TreeSet<>(inOrder());
    }

    private List<String> inOrder() {
        return alertRules().stream().map(rule -> rule.path("alert").asText()).toList();
    }

    private List<JsonNode> alertRules() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    private List<JsonNode> rules() {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode group : alerts.path("groups")) {
            StreamSupport.stream(group.path("rules").spliterator(), false).forEach(all::add);
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    private static JsonNode yaml(Path file) {
        try {
            Object read =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build())
                            .loadFromString(Files.readString(file));
            return new ObjectMapper().valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
