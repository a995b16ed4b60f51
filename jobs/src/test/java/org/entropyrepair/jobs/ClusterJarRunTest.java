package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.testkit.contract.ExampleStoreJar;
import org.entropyrepair.testkit.flink.FlinkCluster;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.memcached.MemcachedReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar for clusters, submitted by {@code flink run} to a session cluster that has nothing but
 * Flink's own lib: repairs into every kind of store, one of them a third party's out of a jar of
 * its own, through a broker that wants a password (by the login module's name as Kafka's
 * documentation has it).
 */
@Tag("slow")
@Timeout(600)
class ClusterJarRunTest {
    private static final Cell CELL =
            new Cell("social.follows.forward", Bytes.utf8("user:42"), Bytes.utf8("user:7"));
    private static final Bytes VALUE = Bytes.utf8("since 2024");
    private static final Duration ENDS_MAX = Duration.ofSeconds(300);

    @TempDir Path folder;

    @Test
    void aFailureIsRepairedInEveryKindOfStoreAndRubbishIsADeadLetter() throws Exception {
        Path thirdParty = ExampleStoreJar.build(folder.resolve("third-party-jar"));
        try (KafkaBroker broker =
                        KafkaBroker.in(folder.resolve("kafka")).password("er", "secret").start();
                FourStores stores = new FourStores(folder);
                MemcachedReader reader = stores.memcached.reader()) {
            reader.set("link:user:42:user:7", "since 2023");
            reader.set("link:user:42:user:8", "untouched");
            long now = System.currentTimeMillis();
            Token token = new Token(now * 1_000, 1, 2);
            for (String region : FourStores.REGIONS) {
                broker.createTopic("failures." + region, 1, Map.of("retention.ms", "-1"));
                broker.topics()
                        .produce("failures." + region, null, failure(region, token).toArray());
            }
            broker.createTopic("dead-letters", 1, Map.of());
            broker.createTopic("outcomes", 1, Map.of());
            broker.topics().produce("failures.ap", null, new byte[] {1, 2, 3});

            run(broker, stores, thirdParty);

            assertThat(broker.topics().readAll("dead-letters"))
                    .singleElement()
                    .extracting(ConsumerRecord::value)
                    .isEqualTo(new byte[] {1, 2, 3});
            stores.cassandraHolds(CELL, VALUE, token.generatedAtMicros());
            stores.dynamoDbHolds(CELL, VALUE);
            stores.rocksDbHolds(CELL, Version.put(token), VALUE);
            stores.thirdPartyHolds(thirdParty, CELL, Version.put(token), VALUE);
            assertThat(reader.holds("link:user:42:user:7")).as("still cached").isFalse();
            assertThat(reader.holds("link:user:42:user:8")).as("another link cached").isTrue();
        }
    }

    /** Runs the job until every region's repair has ended. */
    private void run(KafkaBroker broker, FourStores stores, Path thirdParty) throws Exception {
        Path config = Files.writeString(folder.resolve("region.yaml"), config(broker, stores));
        // An embedded store is one process's.
        try (FlinkCluster cluster =
                FlinkCluster.in(folder.resolve("flink")).taskManagers(1).start()) {
            String said =
                    cluster.flink(
                            "run",
                            "--detached",
                            "--classpath",
                            thirdParty.toUri().toString(),
                            ClusterJar.PATH.toString(),
                            "--config",
                            config.toString(),
                            "--one-process",
                            "true",
                            "--job-name",
                            "jar");
            try {
                await().atMost(ENDS_MAX)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> ended(broker));
            } catch (RuntimeException late) {
                throw new AssertionError(
                        outcomes(broker) + "\n" + said + "\n" + read(cluster.taskManagerLog(0)),
                        late);
            }
        }
    }

    private static boolean ended(KafkaBroker broker) {
        return !broker.topics().readAll("dead-letters").isEmpty()
                && outcomes(broker).stream()
                        .filter(outcome -> outcome.job().equals("jar"))
                        .filter(outcome -> outcome.state() == RepairState.APPLIED)
                        .map(Outcome::target)
                        .collect(Collectors.toSet())
                        .equals(Set.copyOf(FourStores.REGIONS));
    }

    private static List<Outcome> outcomes(KafkaBroker broker) {
        return broker.topics().readAll("outcomes").stream()
                .map(record -> OutcomeCodec.decode(Bytes.wrap(record.value())))
                .toList();
    }

    private static String config(KafkaBroker broker, FourStores stores) {
        String properties =
                broker.clientProperties().entrySet().stream()
                        .map(
                                entry ->
                                        entry.getKey()
                                                + ": '"
                                                + entry.getValue().replace("'", "''")
                                                + "'")
                        .collect(Collectors.joining(", ", "{", "}"));
        String regions =
                FourStores.REGIONS.stream()
                        .map(
                                region ->
                                        "  %s: {failures: [{bootstrapServers: \"BROKERS\", topic: failures.%s}], %s}\n"
                                                .formatted(region, region, stores.config(region)))
                        .collect(Collectors.joining());
        return """
                apiVersion: entropy-repair/v1
                graph: social
                regions:
                REGIONS\
                namespaces:
                  social.follows.forward:
                    edgeType: follows
                    record: forward
                    table: forward
                    tombstonesKept: 10d
                    cache: {keys: ["link:{id}:{key}"], invalidateAgainAfter: 1s}
                replicationLag: {default: 100ms}
                scopes:
                  - {name: everything, match: {}, action: repair}
                deadLetters: {bootstrapServers: "BROKERS", topic: dead-letters}
                outcomes: {bootstrapServers: "BROKERS", topic: outcomes}
                """
                .replace("REGIONS", regions)
                .replaceAll("(topic: [a-z.-]+)}", "$1, properties: PROPERTIES}")
                .replace("PROPERTIES", properties)
                .replace("BROKERS", broker.bootstrapServers());
    }

    private static Bytes failure(String target, Token token) {
        return FailureWriter.write(
                new FailureMessage(
                        new Subject.Edge("social", "follows", "user:42", "user:7"),
                        new FailureMessage.Write.Put(CELL, VALUE),
                        token,
                        "us",
                        target,
                        token.generatedAtMicros() / 1_000,
                        new Cause(Cause.Kind.TIMEOUT, "")));
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
