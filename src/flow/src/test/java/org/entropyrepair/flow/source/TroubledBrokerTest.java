package org.entropyrepair.flow.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.net.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two regions in one job, one of them with a broker in trouble: real brokers, real clients. */
@Tag("slow")
class TroubledBrokerTest {
    private static final Duration ON_TIME = Duration.ofSeconds(5);
    private static final Duration NOTICED = Duration.ofSeconds(60);
    private static final Duration AFTER_REPAIR = Duration.ofSeconds(60);

    /** Kafka's {@code fetch.max.wait.ms}, unless somebody says otherwise, and half of it more. */
    private static final Duration FETCH_WAITS_MAX = Duration.ofMillis(750);

    @TempDir private static Path folder;

    private static TcpProxy proxy;
    private static KafkaBroker calm;
    private static KafkaBroker troubled;

    private final List<String> toCalm = new ArrayList<>();
    private final List<String> toTroubled = new ArrayList<>();
    private String topic = "";
    private String calmFeed = "";
    private String troubledFeed = "";

    /** What goes wrong with the second region's broker. */
    enum Trouble {
        REFUSED(topic -> proxy.refuse(), topic -> proxy.forward()),
        DROPPED(topic -> proxy.drop(), topic -> proxy.forward()),
        WRONG_PASSWORD(topic -> restartWith("changed"), topic -> restartWith("right")),
        DENIED(
                topic -> troubled.topics().deny(topic, "reader"),
                topic -> troubled.topics().allow(topic, "reader"));

        private final Consumer<String> begin;
        private final Consumer<String> end;

        Trouble(Consumer<String> begin, Consumer<String> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    private static void restartWith(String password) {
        troubled.kill();
        troubled.restart("reader", password);
    }

    @BeforeAll
    static void startBrokers() {
        proxy = TcpProxy.open();
        calm = KafkaBroker.in(folder.resolve("calm")).start();
        troubled =
                KafkaBroker.in(folder.resolve("troubled"))
                        .behind(proxy)
                        .password("reader", "right")
                        .start();
    }

    @AfterAll
    static void stopBrokers() {
        calm.close();
        troubled.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void oneBrokersTroubleIsItsOwnAtTheStartWhileRunningAndAtRestore(Trouble trouble)
            throws Exception {
        topic = "failures-" + trouble.name().toLowerCase(Locale.ROOT);
        calm.createTopic(topic, 2, Map.of());
        troubled.createTopic(topic, 2, Map.of());
        calmFeed = "calm/" + topic;
        troubledFeed = "troubled/" + topic;
        // What the reader says to be does not change when the broker changes its mind.
        FailureTopicSource calmSource = source(calmFeed, calm);
        FailureTopicSource troubledSource = source(troubledFeed, troubled);
        try (SourceJob job = new SourceJob(calmSource, troubledSource)) {
            trouble.begin.accept(topic);
            job.start();
            troubleComesAndGoes(job, trouble, "start");

            trouble.begin.accept(topic);
            troubleComesAndGoes(job, trouble, "running");

            trouble.begin.accept(topic);
            write(troubled, toTroubled, "before restore");
            String savepoint = job.stop(folder);
            job.restore(savepoint);
            troubleComesAndGoes(job, trouble, "restore");

            assertThat(job.count("sourceFailures")).isGreaterThanOrEqualTo(3);
            assertThat(job.count("recordsMissing")).isZero();
            assertThat(job.cancel()).isLessThan(Duration.ofSeconds(10));
        } catch (Exception | AssertionError e) {
            trouble.end.accept(topic);
            throw e;
        }
    }

    private void troubleComesAndGoes(SourceJob job, Trouble trouble, String when) throws Exception {
        await().atMost(NOTICED).until(() -> job.gauges("sourceAvailable").contains(0));
        // What a broker has let in before it changes its mind is answered: half a second at the
        // most.
        await().pollDelay(FETCH_WAITS_MAX).until(() -> true);
        job.awaitCheckpoint();
        long failedCheckpoints = job.failedCheckpoints();
        List<String> before = List.copyOf(SourceJob.values(troubledFeed));
        for (int round = 0; round < 3; round++) {
            write(calm, toCalm, when + " calm " + round);
            write(troubled, toTroubled, when + " troubled " + round);
            SourceJob.awaitValues(calmFeed, ON_TIME, toCalm);
            job.awaitCheckpoint();
        }
        assertThat(SourceJob.values(troubledFeed)).isEqualTo(before);
        assertThat(job.failedCheckpoints()).isEqualTo(failedCheckpoints);

        trouble.end.accept(topic);
        SourceJob.awaitValues(troubledFeed, AFTER_REPAIR, toTroubled);
        await().atMost(NOTICED).until(() -> !job.gauges("sourceAvailable").contains(0));
        assertThat(SourceJob.values(calmFeed)).containsExactlyInAnyOrderElementsOf(toCalm);
        assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }

    private FailureTopicSource source(String feed, KafkaBroker broker) {
        return SourceJob.source(
                new TopicAddress(
                        feed, broker.bootstrapServers(), topic, broker.clientProperties()));
    }

    /** One record to each of the two partitions. */
    private void write(KafkaBroker broker, List<String> written, String value) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            String text = value + " " + partition;
            records.add(new ProducerRecord<>(topic, partition, null, text.getBytes(UTF_8)));
            written.add(text);
        }
        broker.topics().produce(records);
    }
}
