package org.entropyrepair.console.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.console.Told.START;
import static org.entropyrepair.console.Told.dead;
import static org.entropyrepair.console.Told.outcome;
import static org.entropyrepair.console.Told.region;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.entropyrepair.console.Told;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.MarkCodec;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process before topics of a real broker. */
@Tag("slow")
@Timeout(300)
class ConsoleProcessTest {
    private static final String CONFIG =
            """
            apiVersion: entropy-repair/v1
            graph: social
            regions:
              us:
                failures: [{bootstrapServers: "BROKERS", topic: failures.us}]
                store: {kind: rocksdb, path: /nowhere/us}
              eu:
                failures: [{bootstrapServers: "BROKERS", topic: failures.eu}]
                store: {kind: rocksdb, path: /nowhere/eu}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: f, tombstonesKept: 10d}
            replicationLag: {default: 100ms}
            scopes:
              - {name: all, match: {}, action: repair}
            deadLetters: {bootstrapServers: "BROKERS", topic: dead}
            outcomes: {bootstrapServers: "BROKERS", topic: outcomes}
            """;

    @TempDir private Path folder = Path.of("");

    @Test
    void killedAtAnyMomentAndStartedAgainItShowsTheSame() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.in(folder.resolve("kafka")).start();
                ConsoleProcess console = new ConsoleProcess(folder.resolve("console"))) {
            tell(kafka);
            Path config = config(kafka.bootstrapServers());
            console.start(config);
            ObjectNode first = shown(console);
            assertThat(first.at("/view/reading/repairsKnown").asInt()).isEqualTo(42);
            assertThat(first.at("/view/groups")).hasSize(2);
            assertThat(first.at("/view/regions/0/outReason").asText()).isEqualTo("no host");
            assertThat(first.path("letters")).hasSize(1);
            assertThat(first.at("/edge/verdict").asText()).isEqualTo("half");

            console.kill();
            console.start(config);
            assertThat(shown(console)).isEqualTo(first);
            assertThat(console.token()).isNotBlank();

            console.stop();
            try (Stream<Path> left = Files.list(console.temporary())) {
                assertThat(left.filter(one -> one.toString().contains("entropy-repair-console")))
                        .as("what the one that was killed left, and nothing of the one that ended")
                        .hasSize(1);
            }
        }
    }

    private Path config(String brokers) throws Exception {
        return Files.writeString(folder.resolve("region.yaml"), CONFIG.replace("BROKERS", brokers));
    }

    /** Forty edges that are repaired, two that wait, a region that is out; three letters. */
    private static void tell(KafkaBroker kafka) {
        for (String topic : List.of("outcomes", "dead", "dead.handled")) {
            kafka.createTopic(topic, topic.equals("outcomes") ? 2 : 1, Map.of());
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String user = "user:" + i;
            records.add(of(outcome(user, "b", "us", RepairState.HOLDING, 1, START, "held")));
            records.add(of(outcome(user, "b", "us", RepairState.APPLIED, 2, START + i, "")));
        }
        records.add(of(outcome("a", "b", "eu", RepairState.BACKING_OFF, 7, START, "no answer")));
        records.add(of(outcome("a", "c", "us", RepairState.PARKED, 3, START + 5, "paused")));
        records.add(of(region("eu", RepairState.PARKED, 9, "no host")));
        records.add(of(dead("1", DeathReason.REJECTED, "a", "too old", START)));
        records.add(of(dead("2", DeathReason.REJECTED, "b", "too old", START)));
        records.add(of(dead("3", DeathReason.NO_SCOPE, "c", "none", START)));
        records.add(
                new ProducerRecord<>(
                        "dead.handled",
                        Bytes.utf8("2").toArray(),
                        MarkCodec.encode(
                                        new Mark(
                                                "2",
                                                Mark.How.DISCARDED,
                                                Instant.EPOCH,
                                                "seen to",
                                                null))
                                .toArray()));
        kafka.topics().produce(records);
    }

    private static ProducerRecord<byte[], byte[]> of(Outcome outcome) {
        return new ProducerRecord<>(
                "outcomes",
                OutcomeCodec.key(outcome).toArray(),
                OutcomeCodec.encode(outcome).toArray());
    }

    private static ProducerRecord<byte[], byte[]> of(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> told = Told.record(letter);
        return new ProducerRecord<>("dead", null, told.key(), told.value(), told.headers());
    }

    /** All that the page shows, once everything has been read, but for the time of day. */
    private static ObjectNode shown(ConsoleProcess console) throws Exception {
        Awaitility.await("all is read")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            JsonNode view = console.get("view");
                            return view.at("/reading/outcomes/records").asInt() == 83
                                    && view.at("/reading/letters/records").asInt() == 3
                                    && view.at("/reading/letters/caughtUp").asBoolean()
                                    && view.at("/reading/outcomes/caughtUp").asBoolean()
                                    && view.path("letters").size() == 2
                                    && console.get("letters?reason=REJECTED").size() == 1;
                        });
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        ObjectNode view = (ObjectNode) console.get("view");
        view.remove(List.of("now", "job"));
        for (JsonNode region : view.path("regions")) {
            ((ObjectNode) region).remove("perSecond");
        }
        int row = 0;
        for (JsonNode group : view.path("groups")) {
            long number = group.path("number").asLong();
            ((ObjectNode) group).remove("number");
            shown.set("group " + row++, console.get("group?number=" + number));
        }
        shown.set("view", view);
        shown.set("letters", console.get("letters?reason=REJECTED"));
        shown.set("edge", console.get("edge?graph=social&type=follows&source=a&target=b"));
        shown.set("search", console.get("search?q=user%3A1"));
        return shown;
    }
}
