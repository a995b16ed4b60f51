package org.entropyrepair.flow.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic may do while it is read. */
@Tag("slow")
class TopicChangesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration KEPT = Duration.ofDays(10);

    @TempDir private static Path folder;

    private static TcpProxy proxy;
    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        proxy = TcpProxy.open();
        broker = KafkaBroker.in(folder.resolve("broker")).behind(proxy).start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        proxy.close();
    }

    @Test
    void aNewPartitionIsReadFromItsStart() throws Exception {
        broker.createTopic("grows", 1, Map.of());
        write("grows", 0, 0, "a");
        try (SourceJob job = new SourceJob(SourceJob.source(address("grows")))) {
            job.start();
            SourceJob.awaitValues("here/grows", SOON, List.of("a"));
            broker.topics().grow("grows", 3);
            write("grows", 1, 0, "b");
            write("grows", 2, 0, "c");
            SourceJob.awaitValues("here/grows", SOON, List.of("a", "b", "c"));

            String savepoint = job.stop(folder);
            write("grows", 2, 0, "d");
            job.restore(savepoint);
            SourceJob.awaitValues("here/grows", SOON, List.of("a", "b", "c", "d"));
        }
    }

    @Test
    void aTopicThatDoesNotExistYetAndABrokerNobodyKnowsAreWaitedFor() throws Exception {
        TopicAddress nowhere =
                new TopicAddress("nowhere/late", "no-such-host.invalid:9092", "late", Map.of());
        try (SourceJob job =
                new SourceJob(SourceJob.source(address("late")), SourceJob.source(nowhere))) {
            job.start();
            await().atMost(SOON).until(() -> job.count("sourceFailures") >= 4);
            job.awaitCheckpoint();

            broker.createTopic("late", 1, Map.of());
            write("late", 0, 0, "a");
            SourceJob.awaitValues("here/late", SOON, List.of("a"));
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(job.cancel()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void recordsDeletedBeforeTheyWereReadAreCountedAndReadingGoesOn() throws Exception {
        broker.createTopic("forgets", 1, Map.of());
        write("forgets", 0, 0, "a");
        try (SourceJob job = new SourceJob(SourceJob.source(address("forgets")))) {
            job.start();
            SourceJob.awaitValues("here/forgets", SOON, List.of("a"));
            proxy.refuse();
            for (String lost : List.of("b", "c", "d")) {
                write("forgets", 0, 0, lost);
            }
            broker.topics().deleteBefore("forgets", 0, 4);
            write("forgets", 0, 0, "e");
            proxy.forward();
            SourceJob.awaitValues("here/forgets", SOON, List.of("a", "e"));
            assertThat(job.count("recordsMissing")).isEqualTo(3);
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
        } finally {
            proxy.forward();
        }
    }

    @Test
    void aTopicThatWasMadeAnewWhileTheJobStoodStillIsReadFromItsStart() throws Exception {
        broker.createTopic("anew", 2, Map.of());
        write("anew", 0, 0, "a");
        write("anew", 1, 0, "b");
        try (SourceJob job = new SourceJob(SourceJob.source(address("anew")))) {
            job.start();
            SourceJob.awaitValues("here/anew", SOON, List.of("a", "b"));
            String savepoint = job.stop(folder);
            broker.topics().delete("anew");
            broker.createTopic("anew", 1, Map.of());
            write("anew", 0, 0, "c");
            write("anew", 0, 0, "d");
            job.restore(savepoint);
            SourceJob.awaitValues("here/anew", SOON, List.of("a", "b", "c", "d"));
            write("anew", 0, 0, "e");
            SourceJob.awaitValues("here/anew", SOON, List.of("a", "b", "c", "d", "e"));
            assertThat(job.count("topicsReplaced")).isEqualTo(1);

            savepoint = job.stop(folder);
            write("anew", 0, 0, "f");
            job.restore(savepoint);
            SourceJob.awaitValues("here/anew", SOON, List.of("a", "b", "c", "d", "e", "f"));
            assertThat(job.count("topicsReplaced")).isEqualTo(1);
        }
    }

    @Test
    void aTopicThatIsMadeAnewWhileItIsReadIsReadFromItsStart() throws Exception {
        broker.createTopic("replaced", 1, Map.of());
        write("replaced", 0, 0, "a");
        try (SourceJob job = new SourceJob(SourceJob.source(address("replaced")))) {
            job.start();
            SourceJob.awaitValues("here/replaced", SOON, List.of("a"));
            proxy.refuse();
            broker.topics().delete("replaced");
            broker.createTopic("replaced", 1, Map.of());
            write("replaced", 0, 0, "b");
            write("replaced", 0, 0, "c");
            proxy.forward();
            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(SourceJob.values("here/replaced"))
                                            .contains("a", "b", "c"));
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
        } finally {
            proxy.forward();
        }
    }

    @Test
    void theTopicOfThatNameInAnotherClusterIsReadFromItsStart() throws Exception {
        broker.createTopic("moves", 1, Map.of());
        write("moves", 0, 0, "a");
        try (KafkaBroker other = KafkaBroker.in(folder.resolve("other")).start();
                SourceJob job = new SourceJob(SourceJob.source(address("moves")))) {
            job.start();
            SourceJob.awaitValues("here/moves", SOON, List.of("a"));
            String savepoint = job.stop(folder);
            other.createTopic("moves", 1, Map.of());
            write(other, "moves", 0, 0, "b");
            write(other, "moves", 0, 0, "c");
            TopicAddress there =
                    new TopicAddress("here/moves", other.bootstrapServers(), "moves", Map.of());
            job.moved(SourceJob.source(there)).restore(savepoint);
            SourceJob.awaitValues("here/moves", SOON, List.of("a", "b", "c"));
            assertThat(job.count("topicsReplaced")).isEqualTo(1);

            // another way to the same cluster is no other cluster
            savepoint = job.stop(folder);
            write(other, "moves", 0, 0, "d");
            TopicAddress again =
                    new TopicAddress("here/moves", other.directServers(), "moves", Map.of());
            job.moved(SourceJob.source(again)).restore(savepoint);
            SourceJob.awaitValues("here/moves", SOON, List.of("a", "b", "c", "d"));
            assertThat(job.count("topicsReplaced")).isEqualTo(1);
        }
    }

    @Test
    void aReplayBeginsAtItsTimeAndWithWhatComesWhereNothingIsThatYoung() throws Exception {
        broker.createTopic("replays", 2, Map.of());
        write("replays", 0, 1_000, "old");
        write("replays", 0, 2_000, "young");
        write("replays", 1, 1_000, "old, too");
        FailureTopicSource source =
                FailureTopicSource.of(address("replays"))
                        .replayFrom(Instant.ofEpochMilli(1_500))
                        .build();
        try (SourceJob job = new SourceJob(source)) {
            job.start();
            SourceJob.awaitValues("here/replays", SOON, List.of("young"));
            write("replays", 1, 3_000, "new");
            SourceJob.awaitValues("here/replays", SOON, List.of("young", "new"));
        }
    }

    @Test
    void aRecordComesAsItIsWithItsPositionAndItsHeaders() throws Exception {
        broker.createTopic("raw", 1, Map.of());
        RecordHeaders headers = new RecordHeaders();
        headers.add("er-target", "first".getBytes(UTF_8));
        headers.add("er-target", "last".getBytes(UTF_8));
        headers.add("traceparent", new byte[] {'t', (byte) 0xff});
        headers.add("er-redrives", null);
        long before = System.currentTimeMillis();
        broker.topics()
                .produce(
                        List.of(
                                new ProducerRecord<>("raw", 0, new byte[] {0, 1}, null, headers),
                                new ProducerRecord<>("raw", 0, null, new byte[] {-1, 0})));
        try (SourceJob job = new SourceJob(SourceJob.source(address("raw")))) {
            job.start();
            await().atMost(SOON).until(() -> SourceJob.records("here/raw").size() == 2);
        }
        RawRecord first = SourceJob.records("here/raw").get(0);
        RawRecord second = SourceJob.records("here/raw").get(1);
        assertThat(first.feed()).isEqualTo("here/raw");
        assertThat(first.position()).isEqualTo(new Position("raw", 0, 0));
        assertThat(first.key()).hasToString("\u0000\u0001");
        assertThat(first.value()).isNull();
        assertThat(first.headers()).isEqualTo(new RawRecord.Headers("last", null, null, "t\ufffd"));
        assertThat(first.readAtMillis()).isBetween(before, System.currentTimeMillis());
        assertThat(second.position()).isEqualTo(new Position("raw", 0, 1));
        assertThat(second.key()).isNull();
        assertThat(second.value()).hasToString("base64:/wA=");
        assertThat(second.headers()).isEqualTo(RawRecord.Headers.NONE);
    }

    @Test
    void topicsThatForgetAreRefusedBeforeTheStart() {
        broker.createTopic("kept", 1, Map.of("max.message.bytes", "123456"));
        broker.createTopic("compacted", 1, Map.of("cleanup.policy", "compact,delete"));
        broker.createTopic(
                "short", 1, Map.of("retention.ms", "3600000", "retention.bytes", "1000"));
        FailureTopicCheck check = new FailureTopicCheck(Duration.ofSeconds(5));

        FailureTopicCheck.Findings kept = check.failureTopic(address("kept"), KEPT);
        assertThat(kept.mayStart()).isTrue();
        assertThat(kept.warnings()).isEmpty();
        assertThat(kept.maxMessageBytes()).hasValue(123_456);

        assertThat(check.failureTopic(address("compacted"), KEPT).refusals())
                .singleElement()
                .asString()
                .startsWith("here/compacted cleanup.policy: compact,delete (expected: delete");
        FailureTopicCheck.Findings shortLived = check.failureTopic(address("short"), KEPT);
        assertThat(shortLived.refusals())
                .singleElement()
                .asString()
                .startsWith("here/short retention.ms: 3600000 (expected: at least 864000000");
        assertThat(shortLived.warnings())
                .singleElement()
                .asString()
                .startsWith("here/short retention.bytes: 1000 (expected: -1");
        assertThat(check.outputTopic(address("compacted")).mayStart()).isTrue();
    }

    @Test
    void aBrokerThatDoesNotAnswerRefusesNothing() {
        FailureTopicCheck check = new FailureTopicCheck(Duration.ofSeconds(2));
        for (String servers : List.of("no-such-host.invalid:9092", "127.0.0.1:1")) {
            TopicAddress away = new TopicAddress("away/t", servers, "t", Map.of());
            assertWarnedOnly(check.failureTopic(away, KEPT));
        }
        assertWarnedOnly(check.failureTopic(address("never-made"), KEPT));
    }

    private static void assertWarnedOnly(FailureTopicCheck.Findings findings) {
        assertThat(findings.mayStart()).isTrue();
        assertThat(findings.warnings()).singleElement().asString().contains("cannot be read");
        assertThat(findings.maxMessageBytes()).isEmpty();
    }

    private static TopicAddress address(String topic) {
        return new TopicAddress("here/" + topic, broker.bootstrapServers(), topic, Map.of());
    }

    private static void write(String topic, int partition, long timestampMillis, String value) {
        write(broker, topic, partition, timestampMillis, value);
    }

    private static void write(
            KafkaBroker where, String topic, int partition, long timestampMillis, String value) {
        where.topics()
                .produce(
                        List.of(
                                new ProducerRecord<>(
                                        topic,
                                        partition,
                                        timestampMillis,
                                        null,
                                        value.getBytes(UTF_8))));
    }
}
