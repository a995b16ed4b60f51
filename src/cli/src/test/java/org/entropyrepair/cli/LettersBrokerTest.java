package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands about dead letters, on a real broker; no job runs. */
@Tag("slow")
@Timeout(300)
class LettersBrokerTest {
    @TempDir static Path folder;
    private static @Nullable KafkaBroker started;

    private String scene = "";
    private Path config = Path.of("");
    private String letters = "";

    @BeforeAll
    static void start() {
        started = KafkaBroker.in(folder.resolve("broker")).start();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static KafkaBroker broker() {
        return Objects.requireNonNull(started);
    }

    @BeforeEach
    void topics(TestInfo test) throws Exception {
        scene = test.getTestMethod().orElseThrow().getName();
        letters = scene + ".dead-letters";
        broker().createTopic(letters, 2, Map.of());
        broker().createTopic(failures("us"), 1, Map.of());
        broker().createTopic(failures("eu"), 1, Map.of());
        config =
                Files.writeString(
                        folder.resolve(scene + ".yaml"),
                        Failures.config(scene, broker().bootstrapServers(), "rocksdb", "path: /x"));
    }

    private String failures(String region) {
        return Failures.topic(scene, region);
    }

    @Test
    void listsAndShowsWithoutPayloadsUnlessTheyAreToBeRevealed() throws Exception {
        DeadLetter dead = dead(1, DeathReason.REJECTED, 0);
        bury(dead, dead(2, DeathReason.NO_SCOPE, 0), dead);
        Ran list = run("list");
        assertThat(list.code()).isZero();
        assertThat(list.out().lines()).hasSize(2).anyMatch(line -> line.startsWith(dead.id()));
        assertThat(list.err()).contains("dead letters: 2").contains("1 repeated");

        Ran shown = run("show", "--json", dead.id());
        JsonNode fields = json(shown);
        assertThat(fields.get("edge").textValue()).isEqualTo("follows user:1 everybody");
        assertThat(fields.get("record").get("sha256").textValue()).hasSize(64);
        assertThat(shown.out()).doesNotContain(Failures.base64("secret value 1"));
        assertThat(run("show", "--reveal", dead.id()).out())
                .contains(Failures.base64("secret value 1"));
        Ran missing = run("show", "nobody");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("nobody: no dead letter");
    }

    @Test
    void sendsTheOwnBytesBackOnceHoweverOftenItIsRun() throws Exception {
        DeadLetter dead = dead(1, DeathReason.REJECTED, 1);
        bury(dead, dead, dead(2, DeathReason.REJECTED, 3), dead(3, DeathReason.NO_SCOPE, 0));

        Ran rehearsed = run("redrive", "--dry-run", "--json");
        assertThat(json(rehearsed).at("/redriven/byReason/NO_SCOPE").intValue()).isEqualTo(1);
        assertThat(json(rehearsed).at("/looping/count").intValue()).isEqualTo(1);
        assertThat(sentBack("us")).isEmpty();

        Ran ran = run("redrive", "--json");
        assertThat(ran.err()).doesNotContain("cannot");
        assertThat(ran.code()).isZero();
        assertThat(json(ran).at("/redriven/count").intValue()).isEqualTo(2);
        assertThat(sentBack("us")).hasSize(2);
        ConsumerRecord<byte[], byte[]> back = sentBack("us").get(0);
        assertThat(back.value()).isEqualTo(bytes(dead));
        assertThat(new String(back.headers().lastHeader(WireHeaders.REDRIVES).value(), "UTF-8"))
                .isEqualTo("2");
        assertThat(new String(back.headers().lastHeader(WireHeaders.TARGET).value(), "UTF-8"))
                .isEqualTo("eu");

        Ran again = run("redrive", "--json");
        assertThat(json(again).at("/redriven/count").intValue()).isZero();
        assertThat(json(again).at("/handledBefore").intValue()).isEqualTo(2);
        assertThat(sentBack("us")).hasSize(2);
        assertThat(run("list").out().lines()).hasSize(1);
        assertThat(run("list", "--all").out()).contains("[redriven]");
        assertThat(json(run("redrive", "--again", "--json")).at("/redriven/count").intValue())
                .isEqualTo(2);
    }

    @Test
    void whatWasNotMarkedIsSentAgain() throws Exception {
        DeadLetter dead = dead(1, DeathReason.REJECTED, 0);
        bury(dead);
        run("redrive");
        broker().topics().produce(letters + ".handled", dead.id().getBytes("UTF-8"), null);
        assertThat(json(run("redrive", "--json")).at("/redriven/count").intValue()).isEqualTo(1);
        assertThat(sentBack("us")).hasSize(2);
    }

    /** No job runs, so nobody repairs it. */
    @Test
    void aCanaryThatNobodyRepairsStopsTheRest() throws Exception {
        broker().createTopic(scene + ".outcomes", 1, Map.of());
        bury(dead(1, DeathReason.REJECTED, 0), dead(2, DeathReason.REJECTED, 0));
        Ran ran = run("redrive", "--canary", "1", "--canary-wait", "500ms");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("no end in").contains("nothing else was redriven");
        assertThat(sentBack("us")).hasSize(1);
        assertThat(run("list").out().lines()).hasSize(1);
    }

    @Test
    void whatIsDiscardedIsMarkedWithItsReasonAndStaysWhereItIs() throws Exception {
        DeadLetter dead = dead(1, DeathReason.REJECTED, 0);
        bury(dead, dead(2, DeathReason.NO_SCOPE, 0));
        assertThat(run("discard", "--because", "test").code()).isEqualTo(2);
        assertThat(run("discard", "--because", "test", "--reason", "REJECTED", "--dry-run").out())
                .startsWith("would be discarded: 1");
        assertThat(run("list").out().lines()).hasSize(2);
        assertThat(run("discard", "--because", "test", "--reason", "REJECTED").code()).isZero();
        assertThat(run("list").out().lines()).hasSize(1);
        assertThat(json(run("show", "--json", dead.id())).at("/handled/because").textValue())
                .isEqualTo("test");
        assertThat(json(run("redrive", "--json")).at("/redriven/count").intValue()).isEqualTo(1);
    }

    @Test
    void aTruncatedLetterIsReadFromWhereItCameFromOrRefusedByName() throws Exception {
        DeadLetter there = dead(1, DeathReason.REJECTED, 0);
        broker().topics().produce(failures("us"), key(there), bytes(there));
        truncated(there);
        truncated(Failures.dead(scene, 2, DeathReason.REJECTED, 0, 77));
        Ran ran = run("redrive", "--json");
        assertThat(json(ran).at("/redriven/count").intValue()).isEqualTo(1);
        assertThat(json(ran).at("/refused/count").intValue()).isEqualTo(1);
        assertThat(ran.err()).contains("er-truncated: no record of this letter").contains("77");
        assertThat(sentBack("us")).hasSize(1);
        assertThat(sentBack("us").get(0).value()).isEqualTo(bytes(there));
    }

    @Test
    void aTopicOrABrokerThatIsNotThereIsSaidInALine() {
        Ran topic = run("list", "--dead-letters-topic", "nowhere");
        assertThat(topic.code()).isEqualTo(1);
        assertThat(topic.err().lines()).singleElement().asString().contains("topic nowhere at ");
        Ran away = run("list", "--dead-letters-brokers", "127.0.0.1:1");
        assertThat(away.code()).isEqualTo(1);
        assertThat(away.err().lines()).singleElement().asString().contains("127.0.0.1:1");
    }

    private DeadLetter dead(int number, DeathReason reason, int redrives) {
        return Failures.dead(scene, number, reason, redrives, 0);
    }

    private void bury(DeadLetter... dead) {
        for (DeadLetter one : dead) {
            produce(DeadLetterCodec.encode(one, 1 << 20));
        }
    }

    private void truncated(DeadLetter dead) {
        DeadLetterCodec.Encoded whole = DeadLetterCodec.encode(dead, 1 << 20);
        List<DeadLetterCodec.Header> headers = new ArrayList<>(whole.headers());
        headers.add(new DeadLetterCodec.Header(WireHeaders.TRUNCATED, Bytes.utf8("true")));
        produce(new DeadLetterCodec.Encoded(whole.key(), null, headers));
    }

    private void produce(DeadLetterCodec.Encoded encoded) {
        Bytes key = encoded.key();
        Bytes value = encoded.value();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        letters,
                        key == null ? null : key.toArray(),
                        value == null ? null : value.toArray());
        encoded.headers().forEach(one -> record.headers().add(one.name(), one.value().toArray()));
        broker().topics().produce(List.of(record));
    }

    /** What stands on a region's failure topic with the mark of a redrive. */
    private List<ConsumerRecord<byte[], byte[]>> sentBack(String region) {
        return broker().topics().readAll(failures(region)).stream()
                .filter(record -> record.headers().lastHeader(WireHeaders.REDRIVEN_AT) != null)
                .toList();
    }

    private static byte[] bytes(DeadLetter dead) {
        Bytes value = dead.raw().value();
        return value == null ? new byte[0] : value.toArray();
    }

    private static byte[] key(DeadLetter dead) {
        Bytes key = dead.raw().key();
        return key == null ? new byte[0] : key.toArray();
    }

    private Ran run(String command, String... options) {
        List<String> line = new ArrayList<>(List.of("dead-letters", command));
        line.addAll(List.of("--config", config.toString()));
        line.addAll(Arrays.asList(options));
        return Ran.of(EntropyRepair::commands, Map.of(), line.toArray(String[]::new));
    }

    private static JsonNode json(Ran ran) throws Exception {
        return JsonMapper.builder().build().readTree(ran.out());
    }
}
