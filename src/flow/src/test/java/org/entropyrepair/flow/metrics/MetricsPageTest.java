package org.entropyrepair.flow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of all metrics in the documentation is what the catalogue says. */
class MetricsPageTest {
    private static final String BEGIN = "<!-- generated from the catalogue -->\n";
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));

    @Test
    void thePageSaysWhatTheCatalogueSays() throws Exception {
        Path page = ROOT.resolve("src/docs/metrics.md");
        String text = Files.readString(page);
        assertThat(text).contains(BEGIN);
        String expected = text.substring(0, text.indexOf(BEGIN)) + BEGIN + reference();
        Path made = ROOT.resolve("src/flow/target/metrics.md");
        Files.writeString(made, expected);
        assertThat(text)
                .as("%s (if the catalogue is right, take the page from %s)", page, made)
                .isEqualTo(expected);
    }

    private static String reference() {
        StringBuilder page = new StringBuilder();
        page.append("\n| `flink_taskmanager_job_task_operator_…` | kind | of | says |\n");
        page.append("|---|---|---|---|\n");
        Set<Label> labels = EnumSet.noneOf(Label.class);
        for (JobMetric metric : JobMetric.values()) {
            labels.addAll(metric.labels());
            page.append("| `")
                    .append(metric.prometheusName().replaceFirst(".*_operator_", ""))
                    .append(metric.labels().isEmpty() ? "" : "{" + keys(metric) + "}")
                    .append("` | ")
                    .append(metric.kind() == JobMetric.Kind.COUNT ? "count" : "gauge")
                    .append(" | ")
                    .append(metric.unit().text())
                    .append(" | ")
                    .append(metric.help())
                    .append(" |\n");
        }
        page.append("\n| label | of | says |\n|---|---|---|\n");
        for (Label label : labels) {
            page.append("| `").append(label.key()).append("` | ");
            page.append(
                    Arrays.stream(JobMetric.values())
                            .filter(metric -> metric.labels().contains(label))
                            .map(metric -> "`" + metric.id() + "`")
                            .distinct()
                            .collect(Collectors.joining(", ")));
            page.append(" | ").append(label.help()).append(" |\n");
        }
        return page.toString();
    }

    private static String keys(JobMetric metric) {
        return metric.labels().stream().map(Label::key).collect(Collectors.joining(", "));
    }
}
