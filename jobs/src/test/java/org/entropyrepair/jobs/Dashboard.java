package org.entropyrepair.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Grafana dashboard in {@code src/deploy/grafana}. */
public final class Dashboard {
    /** The folder that is mounted into a Grafana. */
    static final Path FOLDER =
            Path.of(System.getProperty("entropyrepair.root"), "src", "deploy", "grafana");

    private static final Path FILE = FOLDER.resolve("dashboards/entropy-repair.json");

    private final JsonNode root;

    private Dashboard(JsonNode root) {
        this.root = root;
    }

    /** What is asked of Prometheus for a panel. */
    public record Query(String panel, String expression) {
        /** For everything, with rates over half a minute. */
        public String everything() {
            return expression
                    .replace("$job_name", ".*")
                    .replace("$target", ".*")
                    .replace("$__rate_interval", "30s");
        }
    }

    /** As it is in the repository. */
    public static Dashboard read() {
        try {
            return new Dashboard(new ObjectMapper().readTree(Files.readString(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + ": cannot be read", e);
        }
    }

    /** The file's top. */
    JsonNode root() {
        return root;
    }

    /** Of all its panels, in their order. */
    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : root.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(panel.path("title").asText(), target.path("expr").asText()));
            }
        }
        return queries;
    }
}
