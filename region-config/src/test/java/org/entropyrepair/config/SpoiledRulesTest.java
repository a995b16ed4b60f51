package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no field can break by itself: names, order, and what goes together. */
class SpoiledRulesTest {
    record Spoiled(String part, String by, String... problems) {
        @Override
        public String toString() {
            return by;
        }
    }

    private static Spoiled of(String part, String by, String... problems) {
        return new Spoiled(part, by, problems);
    }

    private static final String SINK =
            "outcomes: {bootstrapServers: \"kafka-east:9092\", topic: outcomes}";

    static Stream<Spoiled> names() {
        return Stream.of(
                of(
                        "origins: [east]",
                        "origins: [mars]",
                        "r.yaml:9 regions.east.failures[0].accepts.origins[0]: mars (expected:"
                                + " region: east, west)"),
                of(
                        "from: east, to: west",
                        "from: mars, to: west",
                        "r.yaml:20 replicationLag.routes[0].from: mars (expected: region: east,"
                                + " west)"),
                of(
                        "match: {}",
                        "match: {origins: [mars], targets: [east, venus]}",
                        "r.yaml:26 scopes[1].match.origins[0]: mars (expected: region: east, west)",
                        "r.yaml:26 scopes[1].match.targets[1]: venus (expected: region: east,"
                                + " west)"),
                of(
                        "match: {}",
                        "match: {namespaces: [blocks.forward]}",
                        "r.yaml:26 scopes[1].match.namespaces[0]: blocks.forward (expected:"
                                + " namespace: follows.forward, likes.forward, user)"),
                of(
                        "match: {}",
                        "match: {edgeTypes: [blocks, follows]}",
                        "r.yaml:26 scopes[1].match.edgeTypes[0]: blocks (expected: type of a"
                                + " namespace: follows, likes, user)"),
                of(
                        "graph: social",
                        "graph: social\nretiredRegions: {east: discard, south: dead-letter}",
                        "r.yaml:3 retiredRegions.east: east (expected: region that is not among"
                                + " regions any more)"),
                of(
                        "graph: social",
                        "graph: social\nretiredRegions: {south: keep}",
                        "r.yaml:3 retiredRegions.south: keep (expected: one of discard,"
                                + " dead-letter)"),
                of(
                        "match: {}",
                        "match: {graphs: [work]}",
                        "r.yaml:26 scopes[1].match.graphs[0]: work (expected: graph of a namespace:"
                                + " social)"));
    }

    static Stream<Spoiled> order() {
        return Stream.of(
                of(
                        "maxDrift: 1s, maxWait: 5m",
                        "maxDrift: 10s, maxWait: 5s",
                        "r.yaml:29 clock.maxDrift: 10s (expected: at most maxWait, 5s)"),
                of(
                        "maxDrift: 1s, maxWait: 5m",
                        "maxDrift: 6m",
                        "r.yaml:29 clock.maxDrift: 6m (expected: at most maxWait, 5m)"),
                of(
                        "maxDrift: 1s, maxWait: 5m",
                        "maxWait: 500ms",
                        "r.yaml:29 clock.maxWait: 500ms (expected: at least maxDrift, 1s)"),
                of(
                        "maxBackoff: 5m",
                        "maxBackoff: 999ms",
                        "r.yaml:28 scopes[1].retry.initialBackoff: 1s (expected: at most"
                                + " maxBackoff, 999ms)"),
                of(
                        "table: user, tombstonesKept: 10d",
                        "table: user, tombstonesKept: 5s",
                        "r.yaml:17 namespaces.user.tombstonesKept: 5s (expected: longer than the"
                                + " longest replicationLag, 5s)"),
                of(
                        "  default: 2s",
                        "  default: 10d",
                        "r.yaml:15 namespaces[follows.forward].tombstonesKept: 10d (expected:"
                                + " longer than the longest replicationLag, 10d)",
                        "r.yaml:16 namespaces[likes.forward].tombstonesKept: 10d (expected: longer"
                                + " than the longest replicationLag, 10d)",
                        "r.yaml:17 namespaces.user.tombstonesKept: 10d (expected: longer than the"
                                + " longest replicationLag, 10d)"));
    }

    static Stream<Spoiled> doubles() {
        return Stream.of(
                of(
                        "[{from: east, to: west, lag: 5s}]",
                        "[{from: east, to: west, lag: 5s}, {from: west, to: east, lag: 1s},\n"
                                + "    {from: east, to: west, lag: 6s}]",
                        "r.yaml:21 replicationLag.routes[2]: east to west (expected: each route"
                                + " once)"),
                of(
                        "- name: rest",
                        "- name: likes",
                        "r.yaml:25 scopes[1].name: likes (expected: name of its own; scopes[0] has"
                                + " it)"),
                of(
                        "table: lf",
                        "table: ff",
                        "r.yaml:16 namespaces[likes.forward].table: ff (expected: table of its own;"
                                + " namespaces[follows.forward] has it)"),
                of(
                        "\"kafka-west:9092\", topic: failures.west",
                        "\"other:1, KAFKA-east:9092\", topic: failures.east",
                        "r.yaml:12 regions.west.failures[0].topic: failures.east (expected: topic"
                                + " that no other feed reads; regions.east.failures[0].topic"
                                + " does)"),
                of(
                        "topic: failures.west}]",
                        "topic: failures.west}, {bootstrapServers: \"b:1\", topic: failures.west}]",
                        "r.yaml:12 regions.west.failures[1].topic: failures.west (expected: topic"
                                + " name that is used once in its region)"),
                of(
                        SINK,
                        SINK.replace("topic: outcomes", "topic: dead-letters"),
                        "r.yaml:31 outcomes.topic: dead-letters (expected: topic of its own;"
                                + " deadLetters has it)"),
                of(
                        SINK,
                        SINK.replace("topic: outcomes", "topic: failures.east"),
                        "r.yaml:31 outcomes.topic: failures.east (expected: topic that is not read;"
                                + " regions.east.failures[0].topic reads it)"),
                of(
                        "topic: dead-letters",
                        "topic: failures.east",
                        "r.yaml:30 deadLetters.topic: failures.east (expected: topic that is not"
                                + " read; regions.east.failures[0].topic reads it)"),
                of(
                        SINK,
                        SINK
                                + "\nconfigTopic: {bootstrapServers: \"kafka-east:9092\", topic: outcomes}",
                        "r.yaml:32 configTopic.topic: outcomes (expected: topic of its own, and so"
                                + " is .answers; outcomes.topic has it)"),
                of(
                        SINK,
                        SINK.replace("topic: outcomes", "topic: hot.answers")
                                + "\nconfigTopic: {bootstrapServers: \"kafka-east:9092\", topic: hot}",
                        "r.yaml:32 configTopic.topic: hot (expected: topic of its own, and so is"
                                + " .answers; outcomes.topic has it)"));
    }

    static Stream<Spoiled> stores() {
        String west = "store: {kind: rocksdb, path: /data/west}";
        String east = "store: {kind: rocksdb, path: /data/east}";
        String user = "table: user, tombstonesKept: 10d";
        return Stream.of(
                of(
                        west,
                        west + "\n    storeGroup: alone",
                        "r.yaml:14 regions.west.storeGroup: alone (expected: group of at least 2"
                                + " regions; this is its only one)"),
                of(
                        east + "\n  west:\n",
                        "store: {kind: cassandra}\n    storeGroup: one\n  west:\n"
                                + "    storeGroup: one\n",
                        "r.yaml:15 regions.west.store.kind: rocksdb (expected: cassandra, as"
                                + " regions.east.store.kind: stores of a group replicate themselves"
                                + " to one another)"),
                of(
                        west,
                        west + "\n    cache: {kind: memcached}",
                        "r.yaml:14 regions.west.cache: a mapping (expected: a namespace with"
                                + " cache.keys, too)"),
                of(
                        user,
                        user + ", cache: {keys: [\"{id}\"]}",
                        "r.yaml:17 namespaces.user.cache: a mapping (expected: a region with a"
                                + " cache, too)"),
                of(
                        user,
                        user + ", cache: {keys: [\"{id}\", \"u:{id}\", \"{id}\", \"a b\"]}",
                        "r.yaml:17 namespaces.user.cache.keys[3]: a b (expected: template of a key,"
                                + " without blanks, at most 250)",
                        "r.yaml:17 namespaces.user.cache.keys[2]: {id} (expected: each template"
                                + " once)"));
    }

    static Stream<Spoiled> covered() {
        return Stream.of(
                of(
                        "match: {edgeTypes: [likes]}",
                        "match: {}",
                        "r.yaml:26 scopes[1].match: all of it is covered by likes (expected:"
                                + " something that no earlier scope covers)"),
                of(
                        "match: {}",
                        "match: {namespaces: [likes.forward], edgeTypes: [likes], targets: [east]}",
                        "r.yaml:26 scopes[1].match: all of it is covered by likes (expected:"
                                + " something that no earlier scope covers)"),
                of(
                        "match: {}",
                        "match: {namespaces: [likes.forward], edgeTypes: [follows]}",
                        "r.yaml:26 scopes[1].match: matches nothing (expected: namespaces that hold"
                                + " these edge types in these graphs)"),
                of(
                        "- name: rest",
                        "- {name: a, match: {targets: [east]}, action: repair}\n"
                                + "  - {name: b, match: {targets: [west]}, action: repair}\n"
                                + "  - name: rest",
                        "r.yaml:28 scopes[3].match: all of it is covered by a, b, likes (expected:"
                                + " something that no earlier scope covers)"));
    }

    @ParameterizedTest
    @MethodSource({"names", "order", "doubles", "stores", "covered"})
    void brokenRuleIsReportedWithItsPlace(Spoiled spoiled) {
        String document = Documents.with(spoiled.part(), spoiled.by());
        assertThat(Documents.problems(document)).isEqualTo(List.of(spoiled.problems()));
    }

    static Stream<Spoiled> allowed() {
        return Stream.of(
                of("from: east, to: west", "from: east, to: east"),
                of("maxDrift: 1s, maxWait: 5m", "maxDrift: 5m, maxWait: 5m"),
                of("topic: failures.west", "topic: failures.east"),
                of("topic: outcomes", "topic: failures.west"),
                of("match: {}", "match: {edgeTypes: [\"*\"], namespaces: [likes.forward]}"),
                of("match: {}", "match: {edgeTypes: [user, follows], graphs: [social]}"),
                of("nodeType: user", "nodeType: user, record: node, graph: other"),
                of("jitter: 0.2", "jitter: 1"),
                of(SINK, SINK + "\nconfigTopic: {bootstrapServers: \"k:1\", topic: hot}"),
                of("kafka-east:9092\n", "\"[::1]:9092 , kafka_2.example.org:65535\"\n"),
                of("path: /data/west", "depth: {of: [1, 2.5, true, {x: y}]}"));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatComesCloseIsAccepted(Spoiled good) {
        assertThat(Documents.problems(Documents.with(good.part(), good.by()))).isEmpty();
    }

    @Test
    void everythingWrongIsReportedAtOnceByLine() {
        String document =
                """
                graph: social
                regions:
                  east:
                    failures: [{bootstrapServers: kafka, topic: a b}]
                    store: {path: /data}
                    colour: green
                namespaces:
                  n: {edgeType: follows, record: forward, table: n, tombstonesKept: 10}
                scopes:
                  - {name: one, match: {targets: [mars]}, action: repair, retry: {jitter: 2}}
                  - {name: one, match: {namespaces: [m]}, action: erase}
                clock: {maxDrift: 10m}
                deadLetters: {topic: dead}
                outcomes: {bootstrapServers: "k:1", topic: out, visibleAfter: 10}
                """;
        assertThat(Documents.problems(document))
                .containsExactly(
                        "r.yaml:1 apiVersion: missing (expected: entropy-repair/v1)",
                        "r.yaml:4 regions.east.failures[0].bootstrapServers: kafka (expected:"
                                + " host:port, or several with commas between)",
                        "r.yaml:4 regions.east.failures[0].topic: a b (expected: topic name of"
                                + " letters, digits, \".\", \"_\" and \"-\", at most 249)",
                        "r.yaml:5 regions.east.store.kind: missing (expected: name of letters,"
                                + " digits, \".\", \"_\" and \"-\")",
                        "r.yaml:6 regions.east.colour: unknown key (expected: one of failures,"
                                + " store, storeGroup, cache)",
                        "r.yaml:8 namespaces.n.tombstonesKept: 10 (expected: duration longer than 0"
                                + " such as 500ms, 2s, 5m, 1h or 10d)",
                        "r.yaml:10 scopes[0].retry.jitter: 2 (expected: number, 0 to 1)",
                        "r.yaml:10 scopes[0].match.targets[0]: mars (expected: region: east)",
                        "r.yaml:11 scopes[1].action: erase (expected: one of repair, pause,"
                                + " observe, discard)",
                        "r.yaml:11 scopes[1].name: one (expected: name of its own; scopes[0] has"
                                + " it)",
                        "r.yaml:11 scopes[1].match.namespaces[0]: m (expected: namespace: n)",
                        "r.yaml:12 clock.maxDrift: 10m (expected: at most maxWait, 5m)",
                        "r.yaml:13 deadLetters.bootstrapServers: missing (expected: host:port, or"
                                + " several with commas between)",
                        "r.yaml:14 outcomes.visibleAfter: 10 (expected: duration such as 500ms, 2s,"
                                + " 5m, 1h or 10d)");
    }
}
