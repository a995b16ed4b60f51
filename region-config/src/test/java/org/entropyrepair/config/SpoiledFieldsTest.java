package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field by itself: unknown, doubled, missing, of the wrong type or out of range. */
class SpoiledFieldsTest {
    record Spoiled(String part, String by, String... problems) {
        @Override
        public String toString() {
            return by.isBlank() ? "without " + part : by;
        }
    }

    private static Spoiled of(String part, String by, String... problems) {
        return new Spoiled(part, by, problems);
    }

    private static final String SPAN = "such as 500ms, 2s, 5m, 1h or 10d)";
    private static final String NAME = "(expected: name without blanks, \"*\" and braces";
    private static final String FEED = "regions.east.failures[0]";

    static Stream<Spoiled> keys() {
        return Stream.of(
                of(
                        "graph: social",
                        "grpah: social",
                        "r.yaml:2 grpah: unknown key (expected: one of apiVersion, graph, regions,"
                                + " namespaces, replicationLag, scopes, clock, deadLetters,"
                                + " outcomes, unknownKept, retiredRegions, maxRecordBytes, maxParallelism, configTopic)",
                        "r.yaml:15 namespaces[follows.forward].graph: missing (expected: name,"
                                + " here or as graph at the top of the file)",
                        "r.yaml:16 namespaces[likes.forward].graph: missing (expected: name, here"
                                + " or as graph at the top of the file)",
                        "r.yaml:17 namespaces.user.graph: missing (expected: name, here or as"
                                + " graph at the top of the file)"),
                of(
                        "maxDrift: 1s",
                        "maxDrift: 1s, maxdrift: 2s",
                        "r.yaml:29 clock.maxdrift: unknown key (expected: one of maxDrift, maxWait,"
                                + " silentAfter)"),
                of(
                        "graph: social",
                        "graph: social\ngraph: other",
                        "r.yaml:3 graph: duplicate key (expected: only once; it is in line 2)"),
                of(
                        "kind: rocksdb, path: /data/west",
                        "kind: rocksdb, path: /a, path: /b",
                        "r.yaml:13 regions.west.store.path: duplicate key (expected: only once; it"
                                + " is in line 13)"),
                of(
                        "  west:\n",
                        "  east:\n",
                        "r.yaml:11 regions.east: duplicate key (expected: only once; it is in line"
                                + " 4)",
                        "r.yaml:20 replicationLag.routes[0].to: west (expected: region: east)"),
                of(
                        "graph: social",
                        "graph: social\n7: x",
                        "r.yaml:3 document: key that is a number (expected: keys that are text; put"
                                + " it in quotes)"),
                of(
                        "graph: social",
                        "graph: social\n? [a]\n: x",
                        "r.yaml:3 document: key that is a list (expected: keys that are text; put"
                                + " it in quotes)"),
                of(
                        "client.id: er",
                        "client.id: er, true: x",
                        "r.yaml:8 "
                                + FEED
                                + ".properties: key that is a flag (expected: keys that are text;"
                                + " put it in quotes)"),
                of(
                        "client.id: er",
                        "bootstrap.servers: x:1, enable.auto.commit: true",
                        "r.yaml:8 "
                                + FEED
                                + ".properties[bootstrap.servers]: reserved key (expected: not set"
                                + " here; the job sets it)",
                        "r.yaml:8 "
                                + FEED
                                + ".properties[enable.auto.commit]: reserved key (expected: not set"
                                + " here; the job sets it)"),
                of(
                        "graph: social",
                        "graph: social\n<<: {unknownKept: 1d}",
                        "r.yaml:3 [<<]: unknown key (expected: one of apiVersion, graph, regions,"
                                + " namespaces, replicationLag, scopes, clock, deadLetters,"
                                + " outcomes, unknownKept, retiredRegions, maxRecordBytes, maxParallelism, configTopic)"));
    }

    static Stream<Spoiled> absentees() {
        return Stream.of(
                of(
                        "apiVersion: entropy-repair/v1\n",
                        "",
                        "r.yaml:1 apiVersion: missing (expected: entropy-repair/v1)"),
                of(
                        "outcomes: {bootstrapServers: \"kafka-east:9092\", topic: outcomes}\n",
                        "",
                        "r.yaml:1 outcomes: missing (expected: mapping with bootstrapServers,"
                                + " topic, properties, published, visibleAfter)"),
                of(
                        "store: {kind: rocksdb, path: /data/west}",
                        "",
                        "r.yaml:11 regions.west.store: missing (expected: mapping with kind,"
                                + " maxWritesPerSecond)"),
                of(
                        "kind: rocksdb, path: /data/west",
                        "path: /data/west",
                        "r.yaml:13 regions.west.store.kind: missing (expected: name of letters,"
                                + " digits, \".\", \"_\" and \"-\")"),
                of(
                        "    topic: failures.east\n",
                        "    # no topic\n",
                        "r.yaml:6 "
                                + FEED
                                + ".topic: missing (expected: topic name of letters, digits, \".\","
                                + " \"_\" and \"-\", at most 249)"),
                of(
                        "[{bootstrapServers: \"kafka-west:9092\", topic: failures.west}]",
                        "[]",
                        "r.yaml:12 regions.west.failures: empty (expected: list of at least 1)"),
                of(
                        "table: ff, ",
                        "",
                        "r.yaml:15 namespaces[follows.forward].table: missing " + NAME + ")"),
                of(
                        "table: lf, tombstonesKept: 10d",
                        "table: lf",
                        "r.yaml:16 namespaces[likes.forward].tombstonesKept: missing (expected:"
                                + " duration longer than 0 "
                                + SPAN),
                of(
                        "edgeType: likes, ",
                        "",
                        "r.yaml:16 namespaces[likes.forward]: neither edgeType nor nodeType"
                                + " (expected: exactly one of edgeType, nodeType)"),
                of(
                        "edgeType: likes, record: forward",
                        "edgeType: likes, nodeType: like, record: forward",
                        "r.yaml:16 namespaces[likes.forward]: both edgeType and nodeType (expected:"
                                + " exactly one of edgeType, nodeType)"),
                of(
                        "edgeType: likes, record: forward",
                        "edgeType: likes",
                        "r.yaml:16 namespaces[likes.forward].record: missing (expected: one of"
                                + " forward, reverse, property)"),
                of(
                        "{from: east, to: west, lag: 5s}",
                        "{from: east, to: west}",
                        "r.yaml:20 replicationLag.routes[0].lag: missing (expected: duration "
                                + SPAN),
                of(
                        "    action: pause\n",
                        "",
                        "r.yaml:22 scopes[0].action: missing (expected: one of repair, pause,"
                                + " observe, discard)"),
                of(
                        "    match: {}\n",
                        "",
                        "r.yaml:25 scopes[1].match: missing (expected: mapping with graphs,"
                                + " edgeTypes, namespaces, origins, targets)"),
                of("graph: social", "graph:", "r.yaml:2 graph: empty " + NAME + ")"),
                of(
                        "match: {}",
                        "match:",
                        "r.yaml:26 scopes[1].match: empty (expected: mapping with graphs,"
                                + " edgeTypes, namespaces, origins, targets)"),
                of(
                        "edgeTypes: [likes]",
                        "edgeTypes: []",
                        "r.yaml:23 scopes[0].match.edgeTypes: empty (expected: list of at least 1"
                                + " name, or [\"*\"])"),
                of(
                        "path: /data/west",
                        "path: ~, cache: null",
                        "r.yaml:13 regions.west.store.cache: empty (expected: text, number, flag,"
                                + " list or mapping)"));
    }

    static Stream<Spoiled> durations() {
        return Stream.of(
                of(
                        "maxDrift: 1s",
                        "maxDrift: 1",
                        "r.yaml:29 clock.maxDrift: 1 (expected: duration " + SPAN),
                of(
                        "maxDrift: 1s",
                        "maxDrift: 0",
                        "r.yaml:29 clock.maxDrift: 0 (expected: duration " + SPAN),
                of(
                        "maxDrift: 1s",
                        "maxDrift: 1.5s",
                        "r.yaml:29 clock.maxDrift: 1.5s (expected: duration " + SPAN),
                of(
                        "maxDrift: 1s",
                        "maxDrift: 1 s",
                        "r.yaml:29 clock.maxDrift: 1 s (expected: duration " + SPAN),
                of(
                        "maxDrift: 1s",
                        "maxDrift: -1s",
                        "r.yaml:29 clock.maxDrift: -1s (expected: duration " + SPAN),
                of(
                        "maxDrift: 1s",
                        "maxDrift: PT1S",
                        "r.yaml:29 clock.maxDrift: PT1S (expected: duration " + SPAN),
                of(
                        "maxDrift: 1s",
                        "maxDrift: [1s]",
                        "r.yaml:29 clock.maxDrift: a list (expected: duration " + SPAN),
                of(
                        "maxWait: 5m",
                        "maxWait: 100000d",
                        "r.yaml:29 clock.maxWait: 100000d (expected: duration " + SPAN),
                of(
                        "maxWait: 5m",
                        "maxWait: 5m, silentAfter: 0s",
                        "r.yaml:29 clock.silentAfter: 0s (expected: duration longer than 0 "
                                + SPAN),
                of(
                        "table: ff, tombstonesKept: 10d",
                        "table: ff, tombstonesKept: 0d",
                        "r.yaml:15 namespaces[follows.forward].tombstonesKept: 0d (expected:"
                                + " duration longer than 0 "
                                + SPAN),
                of(
                        "initialBackoff: 1s",
                        "initialBackoff: 0ms",
                        "r.yaml:28 scopes[1].retry.initialBackoff: 0ms (expected: duration longer"
                                + " than 0 "
                                + SPAN));
    }

    static Stream<Spoiled> values() {
        return Stream.of(
                of(
                        "apiVersion: entropy-repair/v1",
                        "apiVersion: entropy-repair/v2",
                        "r.yaml:1 apiVersion: entropy-repair/v2 (expected: entropy-repair/v1)"),
                of(
                        "graph: social",
                        "graph: 7",
                        "r.yaml:2 graph: 7 " + NAME + "; put it in quotes)"),
                of("graph: social", "graph: \"so cial\"", "r.yaml:2 graph: so cial " + NAME + ")"),
                of(
                        "graph: social",
                        "graph: ${env:GRAPH}",
                        "r.yaml:2 graph: ${env:GRAPH} " + NAME + ")"),
                of(
                        "  west:\n    failures",
                        "  west/1:\n    failures",
                        "r.yaml:11 regions[west/1]: west/1 (expected: name of letters, digits,"
                                + " \".\", \"_\" and \"-\")",
                        "r.yaml:20 replicationLag.routes[0].to: west (expected: region: east,"
                                + " west/1)"),
                of(
                        "bootstrapServers: kafka-east:9092\n",
                        "bootstrapServers: kafka-east\n",
                        "r.yaml:6 "
                                + FEED
                                + ".bootstrapServers: kafka-east (expected: host:port, or several"
                                + " with commas between)"),
                of(
                        "bootstrapServers: kafka-east:9092\n",
                        "bootstrapServers: kafka-east:65536\n",
                        "r.yaml:6 "
                                + FEED
                                + ".bootstrapServers: kafka-east:65536 (expected: host:port, or"
                                + " several with commas between)"),
                of(
                        "topic: failures.east",
                        "topic: failures/east",
                        "r.yaml:7 "
                                + FEED
                                + ".topic: failures/east (expected: topic name of letters, digits,"
                                + " \".\", \"_\" and \"-\", at most 249)"),
                of(
                        "topic: failures.east",
                        "topic: ..",
                        "r.yaml:7 "
                                + FEED
                                + ".topic: .. (expected: topic name of letters, digits, \".\","
                                + " \"_\" and \"-\", at most 249)"),
                of(
                        "client.id: er",
                        "client.id: [er]",
                        "r.yaml:8 "
                                + FEED
                                + ".properties[client.id]: a list (expected: text, number or"
                                + " flag)"),
                of(
                        "origins: [east]",
                        "origins: east",
                        "r.yaml:9 "
                                + FEED
                                + ".accepts.origins: text (expected: list of at least 1 name, or"
                                + " [\"*\"])"),
                of(
                        "origins: [east]",
                        "origins: [east, \"*\"]",
                        "r.yaml:9 "
                                + FEED
                                + ".accepts.origins[1]: * (expected: \"*\" alone, or names)"),
                of(
                        "origins: [east]",
                        "origins: [east, east]",
                        "r.yaml:9 "
                                + FEED
                                + ".accepts.origins[1]: east (expected: each name once)"),
                of(
                        "{kind: rocksdb, path: /data/west}",
                        "rocksdb",
                        "r.yaml:13 regions.west.store: text (expected: mapping with kind,"
                                + " maxWritesPerSecond)"),
                of(
                        "path: /data/west",
                        "maxWritesPerSecond: -1",
                        "r.yaml:13 regions.west.store.maxWritesPerSecond: -1 (expected: whole"
                                + " number, 0 to 100000000)"),
                of(
                        "edgeType: likes, record: forward",
                        "edgeType: likes, record: node",
                        "r.yaml:16 namespaces[likes.forward].record: node (expected: one of"
                                + " forward, reverse, property)"),
                of(
                        "edgeType: likes, record: forward",
                        "edgeType: likes, record: Forward",
                        "r.yaml:16 namespaces[likes.forward].record: Forward (expected: one of"
                                + " forward, reverse, property, node)"),
                of(
                        "nodeType: user",
                        "nodeType: user, record: forward",
                        "r.yaml:17 namespaces.user.record: forward (expected: node)"),
                of(
                        "nodeType: user",
                        "nodeType: user, recordDeletes: yes",
                        "r.yaml:17 namespaces.user.recordDeletes: yes (expected: true or false)"),
                of(
                        "nodeType: user",
                        "nodeType: user, recordDeletes: \"true\"",
                        "r.yaml:17 namespaces.user.recordDeletes: true (expected: true or false)"),
                of(
                        "action: repair",
                        "action: fix",
                        "r.yaml:27 scopes[1].action: fix (expected: one of repair, pause, observe,"
                                + " discard)"),
                of(
                        "jitter: 0.2",
                        "jitter: 1.1",
                        "r.yaml:28 scopes[1].retry.jitter: 1.1 (expected: number, 0 to 1)"),
                of(
                        "jitter: 0.2",
                        "jitter: .nan",
                        "r.yaml:28 scopes[1].retry.jitter: .nan (expected: number, 0 to 1)"),
                of(
                        "multiplier: 2",
                        "multiplier: 0.9",
                        "r.yaml:28 scopes[1].retry.multiplier: 0.9 (expected: number, 1 to 1000)"),
                of(
                        "jitter: 0.2",
                        "maxAttempts: 2.5",
                        "r.yaml:28 scopes[1].retry.maxAttempts: 2.5 (expected: whole number, 0 to"
                                + " 1000000)"),
                of(
                        "graph: social",
                        "graph: social\nmaxParallelism: 32769",
                        "r.yaml:3 maxParallelism: 32769 (expected: whole number, 1 to 32768)"),
                of(
                        "graph: social",
                        "graph: social\nmaxRecordBytes: 99999999999999999999",
                        "r.yaml:3 maxRecordBytes: 99999999999999999999 (expected: whole number,"
                                + " 1024 to 67108864)"),
                of(
                        "topic: outcomes",
                        "topic: outcomes, published: some",
                        "r.yaml:31 outcomes.published: some (expected: one of all, notable)"));
    }

    @Test
    void unspoiledDocumentIsAccepted() {
        assertThat(Documents.problems(Documents.GOOD)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource({"keys", "absentees", "durations", "values"})
    void spoiledFieldIsReportedWithItsPlaceAndRule(Spoiled spoiled) {
        String document = Documents.with(spoiled.part(), spoiled.by());
        assertThat(Documents.problems(document)).isEqualTo(List.of(spoiled.problems()));
    }
}
