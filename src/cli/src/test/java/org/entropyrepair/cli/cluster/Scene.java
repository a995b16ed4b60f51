package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.testkit.cassandra.CassandraServer;

/**
 * Three regions: topics of their own on one broker, a keyspace for each on one Cassandra, a region
 * config, and failures that keep coming, each missed by all regions.
 */
final class Scene {
    static final List<String> REGIONS = List.of("us", "eu", "ap");

    private static final Duration CONVERGES_MAX = Duration.ofSeconds(120);
    private static final int CELLS = 300;
    static final int WRITES = 40;

    private final Servers servers;
    private final String name;
    private final Path folder;
    private final Map<String, String> last = new TreeMap<>();
    private int written;

    Scene(Servers servers, String name, Path folder) {
        this.servers = servers;
        this.name = name;
        this.folder = folder;
        for (String region : REGIONS) {
            servers.kafka().createTopic(topic(region), 2, Map.of("retention.ms", "-1"));
            servers.cassandra()
                    .cql(
                            "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}"
                                    .formatted(keyspace(region)));
            servers.cassandra()
                    .cql(
                            "CREATE TABLE %s.forward (id text, key blob, value blob, value_metadata blob, PRIMARY KEY (id, key)) WITH gc_grace_seconds = 1728000"
                                    .formatted(keyspace(region)));
        }
        servers.kafka().createTopic(name + ".dead-letters", 1, Map.of());
        servers.kafka().createTopic(name + ".outcomes", 1, Map.of());
    }

    String name() {
        return name;
    }

    /** A region config of the scene, with some of its text replaced by other text. */
    Path config(String... replaced) throws IOException {
        StringBuilder regions = new StringBuilder();
        REGIONS.forEach(region -> regions.append(region(region)));
        String text =
                """
                apiVersion: entropy-repair/v1
                graph: social
                regions:
                REGIONS\
                namespaces:
                  follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
                replicationLag: {default: 300ms}
                scopes:
                  - {name: everything, match: {}, action: repair}
                deadLetters: {bootstrapServers: "BROKERS", topic: NAME.dead-letters}
                outcomes: {bootstrapServers: "BROKERS", topic: NAME.outcomes}
                """
                        .replace("REGIONS", regions)
                        .replace("BROKERS", servers.kafka().bootstrapServers())
                        .replace("NAME", name);
        for (int i = 0; i < replaced.length; i += 2) {
            assertThat(text).contains(replaced[i]);
            text = text.replace(replaced[i], replaced[i + 1]);
        }
        return Files.writeString(
                Files.createTempDirectory(folder, "config").resolve("region.yaml"), text);
    }

    /** What a config of the scene says of a region. */
    String region(String region) {
        return """
          %s:
            failures: [{bootstrapServers: "%s", topic: %s}]
            store: {kind: cassandra, contactPoints: ["%s"], localDatacenter: datacenter1, keyspace: %s, requestTimeout: 5s}
        """
                .formatted(
                        region,
                        servers.kafka().bootstrapServers(),
                        topic(region),
                        servers.cassandra().contactPoint(),
                        keyspace(region));
    }

    /** What a config says of a config topic, which is there then. */
    String configTopic() {
        String topic = name + ".repair-config";
        for (String one : List.of(topic, topic + ".answers")) {
            servers.kafka().createTopic(one, 1, Map.of("cleanup.policy", "compact"));
        }
        return "configTopic: {bootstrapServers: \"%s\", topic: %s}"
                .formatted(servers.kafka().bootstrapServers(), topic);
    }

    /** Another topic, empty. */
    String anotherTopic() {
        String topic = name + ".more-failures";
        servers.kafka().createTopic(topic, 1, Map.of("retention.ms", "-1"));
        return topic;
    }

    /** Publishes some failures, of new cells and of old ones. */
    void publish() {
        publish("us");
    }

    /** Publishes some failures of writes made in one region, on the failure topic of another. */
    void publish(String feed) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < WRITES; i++) {
            String source = "user:" + (written * 7 % CELLS);
            long now = System.currentTimeMillis();
            // Of a microsecond of its own: ties are Cassandra's to settle in the plain layout.
            Token token = new Token(now * 1000 + written % 1000, 0, written++);
            String value = "as of " + token;
            last.put(source, value);
            for (String target : REGIONS) {
                FailureMessage failure =
                        new FailureMessage(
                                new Subject.Edge("social", "follows", source, "everybody"),
                                new FailureMessage.Write.Put(
                                        new Cell(
                                                "follows.forward",
                                                Bytes.utf8(source),
                                                Bytes.utf8("everybody")),
                                        Bytes.utf8(value)),
                                token,
                                "us",
                                target,
                                now,
                                new Cause(Cause.Kind.UNAVAILABLE, "no host available"));
                records.add(
                        new ProducerRecord<>(
                                topic(feed),
                                source.getBytes(StandardCharsets.UTF_8),
                                FailureWriter.write(failure).toArray()));
            }
        }
        servers.kafka().topics().produce(records);
    }

    /** Publishes a failure of every cell, at least; how many cells there are. */
    int publishAll() {
        for (int published = 0; published < CELLS; published += WRITES) {
            publish();
        }
        return last.size();
    }

    /** Publishes for a while. */
    void publish(Duration time) {
        long deadlineNanos = System.nanoTime() + time.toNanos();
        publishUntil(() -> System.nanoTime() > deadlineNanos);
    }

    /** Publishes until it is enough. */
    void publishUntil(BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            publish();
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Publishes what cannot be read. */
    void publishRubbish() {
        servers.kafka().topics().produce(topic("eu"), null, new byte[] {1, 2, 3});
    }

    /** Waits until plain CQL shows the last of everything that was published, in every region. */
    void converges() {
        converges(REGIONS.toArray(String[]::new));
    }

    /** The same in some regions. */
    void converges(String... regions) {
        assertThat(last).isNotEmpty();
        try (CqlSession session =
                CqlSession.builder()
                        .addContactPoint(
                                new InetSocketAddress(
                                        servers.cassandra().address(), CassandraServer.CLIENT_PORT))
                        .withLocalDatacenter("datacenter1")
                        .withConfigLoader(
                                DriverConfigLoader.programmaticBuilder()
                                        .withDuration(
                                                DefaultDriverOption.REQUEST_TIMEOUT,
                                                Duration.ofSeconds(30))
                                        .build())
                        .build()) {
            for (String region : regions) {
                Awaitility.await(region)
                        .atMost(CONVERGES_MAX)
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> assertThat(rows(session, region)).isEqualTo(last));
            }
        }
    }

    private Map<String, String> rows(CqlSession session, String region) {
        Map<String, String> rows = new TreeMap<>();
        for (Row row : session.execute("SELECT id, value FROM " + keyspace(region) + ".forward")) {
            ByteBuffer value = Objects.requireNonNull(row.getByteBuffer(1));
            rows.put(
                    String.valueOf(row.getString(0)),
                    StandardCharsets.UTF_8.decode(value.duplicate()).toString());
        }
        return rows;
    }

    /** The values of the dead letters so far, repeats left out. */
    List<Bytes> deadLetters() {
        return servers.kafka().topics().readAll(name + ".dead-letters").stream()
                .map(ConsumerRecord::value)
                .map(Bytes::wrap)
                .distinct()
                .toList();
    }

    /** How many cells have the last of what was published among the dead letters. */
    int deadWinners() {
        Map<String, Set<String>> dead = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter :
                servers.kafka().topics().readAll(name + ".dead-letters")) {
            dead.computeIfAbsent(text(letter.key()), source -> new HashSet<>())
                    .add(text(letter.value()));
        }
        assertThat(last.keySet()).containsAll(dead.keySet());
        return (int)
                dead.keySet().stream()
                        .filter(
                                source ->
                                        dead.getOrDefault(source, Set.of()).stream()
                                                .anyMatch(one -> one.contains(base64(source))))
                        .count();
    }

    private String base64(String source) {
        return Bytes.utf8(last.getOrDefault(source, "")).toBase64();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The failure topic of a region. */
    String topic(String region) {
        return name + ".failures." + region;
    }

    private String keyspace(String region) {
        return name + "_" + region;
    }
}
