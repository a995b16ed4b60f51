package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.entropyrepair.config.yaml.Field;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.config.yaml.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A schema validator and the reader agree on every document whose only faults are ones a schema can
 * express: every value of a document, replaced in turn by each of a list of odd values, and every
 * key, left out or misspelled in turn.
 *
 * <p>What a schema cannot express, and the reader alone refuses: names that are not defined, order
 * and doubles across fields, duplicate keys, a whole number written {@code 5.0}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaAgreementTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Secrets SECRETS = Secrets.unresolved();

    /** Says every field there is, so that every one is tried. */
    private static final String FULL =
            """
            apiVersion: entropy-repair/v1
            graph: social
            regions:
              east:
                failures:
                  - bootstrapServers: kafka-east:9092
                    topic: failures.east
                    properties: {client.id: er, linger.ms: 5}
                    accepts: {origins: [east]}
                store: {kind: rocksdb, maxWritesPerSecond: 5, path: /data, more: {a: [1, x], b: 2.5}}
                storeGroup: both
                cache: {kind: memcached, zones: [["h:1"]]}
              west:
                failures: [{bootstrapServers: "k:1", topic: failures.west, properties: {}, accepts: {origins: [east]}}]
                store: {kind: rocksdb, maxWritesPerSecond: 5}
                storeGroup: both
                cache: {kind: memcached}
            namespaces:
              follows.forward: {graph: g, edgeType: follows, record: forward, table: ff, tombstonesKept: 10d, cache: {keys: ["{id}"], invalidateAgainAfter: 5s}}
              user: {nodeType: user, record: node, table: user, tombstonesKept: 10d, recordDeletes: true}
            replicationLag: {default: 2s, routes: [{from: east, to: east, lag: 5s}]}
            scopes:
              - name: one
                match: {graphs: [g], edgeTypes: [follows], namespaces: ["*"], origins: [east], targets: [east]}
                action: repair
                readBeforeWrite: true
                retry: {initialBackoff: 1s, multiplier: 2, maxBackoff: 5m, jitter: 0.2, maxAttempts: 0, maxAge: 0s}
                maxWritesPerSecond: 7
                mergeAcrossTargets: false
            clock: {maxDrift: 1s, maxWait: 5m, silentAfter: 5s}
            deadLetters: {bootstrapServers: "k:1", topic: dead-letters, properties: {}}
            outcomes: {bootstrapServers: "k:1", topic: outcomes, properties: {}, published: all, visibleAfter: 10s}
            configTopic: {bootstrapServers: "k:1", topic: hot, properties: {}}
            unknownKept: 7d
            retiredRegions: {south: discard}
            maxRecordBytes: 1048576
            maxParallelism: 128
            """;

    private static final List<Object> ODD_VALUES =
            List.of(
                    "",
                    " ",
                    "x",
                    "x y",
                    "*",
                    "a.b-c_d",
                    "..",
                    "{}",
                    "${env:X}",
                    "$${env:X}",
                    "${x}",
                    "${env:}",
                    "a${file:/x}b",
                    "$",
                    "host:1",
                    "host:0",
                    "host:65536",
                    "h:1,i:2",
                    "h:1 , i:2",
                    "h:1,",
                    "[::1]:5",
                    "0s",
                    "0",
                    "5",
                    "1s",
                    "1.5s",
                    "10d",
                    "100000d",
                    "01s",
                    "5M",
                    "true",
                    "repair",
                    "Repair",
                    "discard",
                    "all",
                    "node",
                    "reverse",
                    "entropy-repair/v1",
                    "\u00e9",
                    "a\u0001",
                    "z".repeat(300),
                    true,
                    false,
                    0,
                    1,
                    -1,
                    2,
                    2.5,
                    0.999,
                    1001,
                    32768,
                    32769,
                    1e300,
                    5000000000L,
                    List.of(),
                    List.of("*"),
                    List.of("x", "x"),
                    List.of("x", "*"),
                    List.of(1),
                    List.of(List.of("x")),
                    Map.of(),
                    Map.of("kind", "x"),
                    Map.of("a", "b"),
                    Map.of("bootstrap.servers", "b"),
                    Map.of("a", List.of()));

    private JsonSchema schema;
    private final Set<String> disagreements = new LinkedHashSet<>();
    private int stride = 1;
    private int changes;
    private int accepted;
    private int refused;

    @BeforeAll
    void readSchema() throws IOException {
        schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(SchemaTest.schema());
    }

    @Test
    void documentSaysEveryField() {
        Map<String, Object> document = map(load(FULL));
        List<String> untold = new ArrayList<>();
        untold(RegionConfigShape.DOCUMENT, document, "", untold);
        // A namespace holds edges or nodes: one field of each, and they share the others.
        assertThat(untold)
                .containsExactlyInAnyOrder(
                        "/namespaces/follows.forward/nodeType",
                        "/namespaces/follows.forward/recordDeletes",
                        "/namespaces/user/graph",
                        "/namespaces/user/edgeType",
                        "/namespaces/user/cache");
        assertThat(Documents.problems(read(document))).isEmpty();
        assertThat(schema.validate(JSON.valueToTree(document))).isEmpty();
    }

    @Test
    @Tag("slow")
    void schemaAndReaderAgreeOnEveryOddValueAnywhere() {
        agree(1);
        assertThat(accepted).isGreaterThan(300);
        assertThat(refused).isGreaterThan(3000);
    }

    @Test
    void schemaAndReaderAgreeOnSomeOddValuesAnywhere() {
        agree(11);
        assertThat(accepted).isGreaterThan(30);
        assertThat(refused).isGreaterThan(300);
    }

    /** Compares one of so many changes; a prime, so that each place meets other values. */
    private void agree(int ofSoMany) {
        stride = ofSoMany;
        changes = 0;
        accepted = 0;
        refused = 0;
        disagreements.clear();
        Object document = load(FULL);
        eachChange(document, document);
        assertThat(disagreements).isEmpty();
    }

    @Test
    void schemaAcceptsTheExamples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            for (Path file : files.toList()) {
                JsonNode tree = JSON.valueToTree(load(Files.readString(file)));
                assertThat(schema.validate(tree)).as(file.toString()).isEmpty();
            }
        }
    }

    /** Changes everything below {@code at}, one thing after the other, and puts it back. */
    private void eachChange(Object document, Object at) {
        if (at instanceof Map<?, ?>) {
            Map<String, Object> entries = map(at);
            for (String key : List.copyOf(entries.keySet())) {
                Object value = Objects.requireNonNull(entries.get(key));
                for (Object odd : ODD_VALUES) {
                    entries.put(key, odd);
                    compare(document, key + " = " + odd);
                }
                entries.put(key, value);
                eachChange(document, value);
                for (String other : List.of("", "odd key", "oddKey", "${env:X}")) {
                    renamed(document, entries, key, other);
                }
            }
        } else if (at instanceof List<?>) {
            List<Object> items = list(at);
            for (int i = 0; i < items.size(); i++) {
                Object item = items.get(i);
                for (Object odd : ODD_VALUES) {
                    items.set(i, odd);
                    compare(document, "item " + i + " = " + odd);
                }
                items.set(i, item);
                eachChange(document, item);
            }
        }
    }

    private void renamed(Object document, Map<String, Object> entries, String key, String other) {
        Map<String, Object> before = new LinkedHashMap<>(entries);
        entries.remove(key);
        if (!other.isEmpty()) {
            entries.put(other, before.get(key));
        }
        compare(document, key + " renamed " + other);
        entries.clear();
        entries.putAll(before);
    }

    private void compare(Object document, String change) {
        if (changes++ % stride != 0) {
            return;
        }
        boolean bySchema = schema.validate(JSON.valueToTree(document)).isEmpty();
        List<String> problems =
                Documents.problems(read(document)).stream()
                        .filter(problem -> !isBeyondSchema(problem))
                        .toList();
        accepted += bySchema ? 1 : 0;
        refused += bySchema ? 0 : 1;
        if (bySchema != problems.isEmpty()) {
            disagreements.add(
                    change
                            + (bySchema ? ": only the reader refuses it " : ": only the schema")
                            + problems);
        }
    }

    /** Rules that tie one place to another. */
    private static boolean isBeyondSchema(String problem) {
        return Stream.of(
                        "(expected: region: ",
                        "(expected: namespace: ",
                        "(expected: type of a namespace: ",
                        "(expected: graph of a namespace: ",
                        "here or as graph at the top of the file)",
                        "(expected: longer than the longest replicationLag",
                        "(expected: table of its own; ",
                        "(expected: topic of its own; ",
                        "(expected: topic that ",
                        "(expected: topic name that is used once in its region)",
                        "(expected: at most max",
                        "(expected: group of at least 2 regions",
                        ": stores of a group replicate themselves",
                        "(expected: a namespace with cache.keys, too)",
                        "(expected: a region with a cache, too)",
                        "(expected: each template once)",
                        "(expected: at least ",
                        "(expected: something that no earlier scope covers)",
                        "(expected: namespaces that hold these")
                .anyMatch(problem::contains);
    }

    private static void untold(Shape shape, Object value, String path, List<String> untold) {
        if (shape instanceof Shape.Fields fields) {
            for (Field field : fields.fields()) {
                String there = path + "/" + field.name();
                Object inside = map(value).get(field.name());
                if (inside != null) {
                    untold(field.shape(), inside, there, untold);
                } else {
                    untold.add(there);
                }
            }
        } else if (shape instanceof Shape.MapOf map) {
            map(value)
                    .forEach((key, entry) -> untold(map.value(), entry, path + "/" + key, untold));
        } else if (shape instanceof Shape.ListOf list) {
            list(value).forEach(item -> untold(list.item(), item, path, untold));
        }
    }

    /** JSON is YAML, so that a document needs no writer of its own. */
    private static ConfigReading read(Object document) {
        return RegionConfigReader.read("r.yaml", JSON.valueToTree(document).toString(), SECRETS);
    }

    private static Object load(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
