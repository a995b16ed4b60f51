package org.entropyrepair.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.config.yaml.Secrets;

/** A small region config and ways to spoil it. */
final class Documents {
    /** Good, with a line for each thing that can be spoiled. */
    static final String GOOD =
            """
            apiVersion: entropy-repair/v1
            graph: social
            regions:
              east:
                failures:
                  - bootstrapServers: kafka-east:9092
                    topic: failures.east
                    properties: {client.id: er}
                    accepts: {origins: [east]}
                store: {kind: rocksdb, path: /data/east}
              west:
                failures: [{bootstrapServers: "kafka-west:9092", topic: failures.west}]
                store: {kind: rocksdb, path: /data/west}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: ff, tombstonesKept: 10d}
              likes.forward: {edgeType: likes, record: forward, table: lf, tombstonesKept: 10d}
              user: {nodeType: user, table: user, tombstonesKept: 10d}
            replicationLag:
              default: 2s
              routes: [{from: east, to: west, lag: 5s}]
            scopes:
              - name: likes
                match: {edgeTypes: [likes]}
                action: pause
              - name: rest
                match: {}
                action: repair
                retry: {initialBackoff: 1s, multiplier: 2, maxBackoff: 5m, jitter: 0.2}
            clock: {maxDrift: 1s, maxWait: 5m}
            deadLetters: {bootstrapServers: "kafka-east:9092", topic: dead-letters}
            outcomes: {bootstrapServers: "kafka-east:9092", topic: outcomes}
            """;

    private Documents() {}

    /** {@link #GOOD} with one part replaced; the part has to be there exactly once. */
    static String with(String part, String replacement) {
        return replace(GOOD, part, replacement);
    }

    static String replace(String document, String part, String replacement) {
        int at = document.indexOf(part);
        if (at < 0 || document.indexOf(part, at + 1) >= 0) {
            throw new IllegalArgumentException("part: " + part + " (expected: once)");
        }
        return document.replace(part, replacement);
    }

    static ConfigReading read(String document) {
        return read(document, Map.of());
    }

    static ConfigReading read(String document, Map<String, String> environment) {
        return RegionConfigReader.read("r.yaml", document, environment(environment));
    }

    /** The problems as text; none if the document is accepted. */
    static List<String> problems(String document) {
        return problems(read(document));
    }

    static List<String> problems(ConfigReading reading) {
        return reading instanceof ConfigReading.Refused refused
                ? refused.problems().stream().map(Problem::toString).toList()
                : List.of();
    }

    /** Environment variables, and files of the same names below {@code /secrets/}. */
    static Secrets environment(Map<String, String> environment) {
        return new Secrets() {
            @Override
            public Optional<String> ofEnvironment(String name) {
                return Optional.ofNullable(environment.get(name));
            }

            @Override
            public Optional<String> ofFile(String path) {
                return path.startsWith("/secrets/")
                        ? Optional.ofNullable(environment.get(path.substring(9)))
                        : Optional.empty();
            }
        };
    }
}
