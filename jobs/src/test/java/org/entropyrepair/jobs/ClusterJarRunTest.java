package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar for clusters, with nothing but Flink's own lib beside it, repairs through a broker that
 * wants a password: by the login module's name as Kafka's documentation has it.
 */
@Tag("slow")
@Timeout(240)
class ClusterJarRunTest {
    private static final List<String> FEEDS =
            List.of("failures.us", "mirror.failures.us", "failures.eu", "failures.ap");

    @TempDir Path folder;

    @Test
    void aFailureIsRepairedAndRubbishIsADeadLetter() throws Exception {
        try (KafkaBroker broker =
                KafkaBroker.in(folder.resolve("kafka")).password("er", "secret").start()) {
            FEEDS.forEach(feed -> broker.createTopic(feed, 1, Map.of("retention.ms", "-1")));
            broker.createTopic("dead-letters", 1, Map.of());
            broker.createTopic("outcomes", 1, Map.of());
            broker.topics().produce("failures.us", null, failure().toArray());
            broker.topics().produce("failures.ap", null, new byte[] {1, 2, 3});
            Path config = Files.writeString(folder.resolve("region.yaml"), config(broker));
            Path output = folder.resolve("output");
            Process job =
                    ClusterJar.start(output, "--config", config.toString(), "--job-name", "jar");
            try {
                await().atMost(Duration.ofSeconds(150))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> !job.isAlive() || ended(broker));
                assertThat(job.isAlive()).as(() -> read(output)).isTrue();
            } finally {
                job.destroyForcibly().waitFor();
            }
            assertThat(broker.topics().readAll("dead-letters"))
                    .singleElement()
                    .extracting(ConsumerRecord::value)
                    .isEqualTo(new byte[] {1, 2, 3});
            assertThat(outcomes(broker))
                    .anyMatch(
                            outcome ->
                                    outcome.state() == RepairState.APPLIED
                                            && outcome.target().equals("eu")
                                            && outcome.job().equals("jar"));
        }
    }

    private static boolean ended(KafkaBroker broker) {
        return !broker.topics().readAll("dead-letters").isEmpty()
                && outcomes(broker).stream().anyMatch(outcome -> outcome.state().isEnd());
    }

    private static List<Outcome> outcomes(KafkaBroker broker) {
        return broker.topics().readAll("outcomes").stream()
                .map(record -> OutcomeCodec.decode(Bytes.wrap(record.value())))
                .toList();
    }

    private String config(KafkaBroker broker) {
        String properties =
                broker.clientProperties().entrySet().stream()
                        .map(
                                entry ->
                                        entry.getKey()
                                                + ": '"
                                                + entry.getValue().replace("'", "''")
                                                + "'")
                        .collect(Collectors.joining(", ", "{", "}"));
        return Configs.text(broker.bootstrapServers(), folder.resolve("stores").toString())
                .replaceAll("(topic: [a-z.-]+)}", "$1, properties: PROPERTIES}")
                .replace("PROPERTIES", properties);
    }

    private static Bytes failure() {
        long now = System.currentTimeMillis();
        return FailureWriter.write(
                new FailureMessage(
                        new Subject.Edge("social", "follows", "user:42", "user:7"),
                        new FailureMessage.Write.Put(
                                new Cell(
                                        "social.follows.forward",
                                        Bytes.utf8("user:42"),
                                        Bytes.utf8("user:7")),
                                Bytes.utf8("value")),
                        new Token(now * 1_000, 1, 2),
                        "us",
                        "eu",
                        now,
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
