package org.entropyrepair.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.entropyrepair.publisher.Published.Spooled;
import org.entropyrepair.publisher.Published.ToBroker;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, which is killed and comes back. */
@Tag("slow")
class KafkaPublishingTest {
    private static final String TOPIC = "failures";
    private static final int PARTITIONS = 3;
    private static final int EDGES = 20;

    /** A producer that has just been made, on a busy machine, answers within it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir private Path folder;

    private final TokenSource tokens = new TokenSource();
    private final List<CompletableFuture<Published>> futures = new ArrayList<>();
    private final List<FailureMessage> messages = new ArrayList<>();

    private PublisherSettings settings(KafkaBroker broker) {
        return PublisherSettings.of(broker.bootstrapServers(), TOPIC, folder.resolve("spool"))
                .withPatience(PATIENCE, Duration.ofSeconds(12));
    }

    private void publish(FailurePublisher publisher, int count) {
        for (int i = 0; i < count; i++) {
            String source = "user:" + futures.size() % EDGES;
            FailureMessage message =
                    new FailureMessage(
                            new Subject.Edge("social", "follows", source, "user:x"),
                            new FailureMessage.Write.Put(
                                    new Cell("n", Bytes.utf8(source), Bytes.utf8("x")),
                                    Bytes.utf8("value " + futures.size())),
                            tokens.next(),
                            "us-east-1",
                            "eu-west-1",
                            System.currentTimeMillis(),
                            new Cause(Cause.Kind.UNAVAILABLE, "down"));
            messages.add(message);
            futures.add(publisher.publish(message));
        }
    }

    private List<Published> answers() throws Exception {
        List<Published> answers = new ArrayList<>();
        for (CompletableFuture<Published> future : futures) {
            answers.add(future.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(90)).until(condition);
    }

    @Test
    void everythingArrivesInOrderThoughTheBrokerIsKilledAndThePublisherRestarted()
            throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("broker")).start()) {
            broker.createTopic(TOPIC, PARTITIONS, Map.of());
            FailurePublisher first = FailurePublisher.open(settings(broker));
            publish(first, 500);
            assertThat(answers()).allMatch(ToBroker.class::isInstance);

            publish(first, 200); // on their way
            broker.kill();
            publish(first, 300);
            assertThat(answers().subList(700, 1000)).allMatch(Spooled.class::isInstance);
            assertThat(first.stats().connected()).isFalse();
            first.close();

            try (FailurePublisher second = FailurePublisher.open(settings(broker))) {
                publish(second, 300);
                assertThat(answers().subList(1000, 1300)).allMatch(Spooled.class::isInstance);
                broker.restart();
                publish(second, 200);
                await("spool empty", () -> second.stats().spoolRecords() == 0);
                publish(second, 100);
                assertThat(answers().subList(1500, 1600)).allMatch(ToBroker.class::isInstance);
                PublisherStats stats = second.stats();
                assertThat(stats.refused()).isZero();
                assertThat(stats.replayed()).isGreaterThanOrEqualTo(600);
            }
            assertArrivedInOrder(broker);
        }
    }

    @Test
    void aBrokerThatIsBackSoonLosesNothingAndNothingIsSentTwice() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("broker")).start()) {
            broker.createTopic(TOPIC, PARTITIONS, Map.of());
            PublisherSettings patient =
                    settings(broker).withPatience(PATIENCE, Duration.ofMinutes(2));
            try (FailurePublisher publisher = FailurePublisher.open(patient)) {
                publish(publisher, 100);
                answers();
                broker.kill();
                publish(publisher, 100);
                assertThat(answers().subList(100, 200)).allMatch(Spooled.class::isInstance);
                broker.restart();
                await("spool empty", () -> publisher.stats().spoolRecords() == 0);
                publish(publisher, 1);
                assertThat(answers().get(200)).isInstanceOf(ToBroker.class);
            }
            assertThat(broker.topics().readAll(TOPIC)).hasSize(201);
            assertArrivedInOrder(broker);
        }
    }

    @Test
    void whatTheTopicDoesNotTakeIsRefusedOrSetAsideAndTheRestArrives() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("broker")).start()) {
            broker.createTopic(TOPIC, PARTITIONS, Map.of("max.message.bytes", "300"));
            try (FailurePublisher publisher = FailurePublisher.open(settings(broker))) {
                publish(publisher, 1);
                Published answer = answers().get(0);
                assertThat(answer).isInstanceOf(Published.Refused.class);
                assertThat(((Published.Refused) answer).reason())
                        .isEqualTo(Published.Reason.TOO_LARGE);
                broker.stop();
                publish(publisher, 2);
                assertThat(answers().subList(1, 3)).allMatch(Spooled.class::isInstance);
                broker.restart();
                await("set aside", () -> publisher.stats().setAside() == 2);
                assertThat(publisher.stats().spoolRecords()).isZero();
            }
        }
    }

    /** First arrivals of each edge are in the order of publishing, and all are there, readable. */
    private void assertArrivedInOrder(KafkaBroker broker) {
        Map<String, Set<Failure>> arrived = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.topics().readAll(TOPIC)) {
            RawRecord raw =
                    new RawRecord(
                            "us-east-1/failures",
                            new Position("", 0, 0), // the same for repeats, so they are equal
                            Long.MAX_VALUE,
                            Bytes.wrap(record.key()),
                            Bytes.wrap(record.value()),
                            RawRecord.Headers.NONE);
            Failure failure = ((Reading.Readable) new FailureReader().read(raw)).failure();
            String edge = failure.subject().toString();
            assertThat(partitions.computeIfAbsent(edge, e -> record.partition()))
                    .isEqualTo(record.partition());
            arrived.computeIfAbsent(edge, e -> new LinkedHashSet<>()).add(failure);
        }
        Map<String, List<Object>> published = new HashMap<>();
        for (FailureMessage message : messages) {
            published
                    .computeIfAbsent(message.subject().toString(), e -> new ArrayList<>())
                    .add(String.valueOf(message.token()));
        }
        assertThat(arrived.keySet()).isEqualTo(published.keySet());
        arrived.forEach(
                (edge, failures) ->
                        assertThat(failures.stream().map(KafkaPublishingTest::token).toList())
                                .as(edge)
                                .isEqualTo(published.get(edge)));
    }

    private static String token(Failure failure) {
        return failure.version() == null ? "" : failure.version().token().toString();
    }
}
