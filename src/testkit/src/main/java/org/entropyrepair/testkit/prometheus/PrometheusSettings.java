package org.entropyrepair.testkit.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is in a {@code prometheus.yml} for a Flink cluster whose processes say themselves where they
 * are.
 *
 * @param targets folder with their files, {@code *.json}; may come later than Prometheus does
 * @param rules files with rules to be evaluated
 * @param interval between two scrapes, and between two evaluations of the rules
 */
public record PrometheusSettings(Path targets, List<Path> rules, Duration interval) {
    /** How soon a folder that was made anew is seen; a change of its files is seen at once. */
    private static final String REFRESHED = "10s";

    /**
     * Writes it, with absolute paths.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        String every = interval.toMillis() + "ms";
        StringBuilder text = new StringBuilder();
        text.append(
                """
                global: {scrape_interval: %s, evaluation_interval: %s}
                scrape_configs:
                  - job_name: flink
                    file_sd_configs:
                      - files: [%s]
                        refresh_interval: %s
                rule_files:
                """
                        .formatted(every, every, quoted(targets.resolve("*.json")), REFRESHED));
        rules.forEach(rule -> text.append("  - ").append(quoted(rule)).append('\n'));
        Files.writeString(file, text);
    }

    private static String quoted(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
