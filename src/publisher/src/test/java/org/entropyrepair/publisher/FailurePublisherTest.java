package org.entropyrepair.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.publisher.Published.Reason;
import org.entropyrepair.publisher.Published.Refused;
import org.entropyrepair.publisher.Published.Spooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a broker: nothing listens where these publishers look for one. */
class FailurePublisherTest {
    @TempDir private Path folder;

    private PublisherSettings settings() {
        return PublisherSettings.of("127.0.0.1:1", "failures", folder.resolve("spool"))
                .withPatience(Duration.ofMillis(200), Duration.ofSeconds(2));
    }

    private static FailureMessage message(int valueBytes) {
        return new FailureMessage(
                new Subject.Edge("social", "follows", "a", "b"),
                new FailureMessage.Write.Put(
                        new Cell("n", Bytes.utf8("a"), Bytes.utf8("b")),
                        Bytes.wrap(new byte[valueBytes])),
                new Token(1, 2, 3),
                "us-east-1",
                "eu-west-1",
                4,
                new Cause(Cause.Kind.TIMEOUT, ""));
    }

    private static Published get(CompletableFuture<Published> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void withoutABrokerFailuresAreSpooledAndSurviveARestart() throws Exception {
        try (FailurePublisher publisher = FailurePublisher.open(settings())) {
            assertThat(get(publisher.publish(message(10)))).isInstanceOf(Spooled.class);
            assertThat(get(publisher.publish(message(10), "00-1-2-01")))
                    .isInstanceOf(Spooled.class);
        }
        try (FailurePublisher publisher = FailurePublisher.open(settings())) {
            PublisherStats stats = publisher.stats();
            assertThat(stats.spoolRecords()).isEqualTo(2);
            assertThat(stats.spoolBytes()).isPositive();
            assertThat(stats.connected()).isFalse();
        }
    }

    @Test
    void aFailureTooLargeIsRefusedAtOnce() throws Exception {
        try (FailurePublisher publisher =
                FailurePublisher.open(settings().withRecordBytesMax(10_000))) {
            Published published = publisher.publish(message(10_000)).getNow(new Spooled());
            assertThat(((Refused) published).reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(((Refused) published).message()).contains("publish a copy");
            assertThat(publisher.stats().refused()).isEqualTo(1);
        }
    }

    @Test
    void aClosedPublisherRefuses() throws Exception {
        FailurePublisher publisher = FailurePublisher.open(settings());
        CompletableFuture<Published> before = publisher.publish(message(1));
        publisher.close();
        publisher.close();
        assertThat(before.getNow(new Refused(Reason.CLOSED, ""))).isInstanceOf(Spooled.class);
        Published after = publisher.publish(message(1)).getNow(new Spooled());
        assertThat(((Refused) after).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void aPublisherMayBeClosedByWhoeverItAnswers() throws Exception {
        FailurePublisher publisher = FailurePublisher.open(settings());
        get(publisher.publish(message(1)).whenComplete((published, never) -> publisher.close()));
        publisher.close();
        FailurePublisher.open(settings()).close();
    }

    @Test
    void moreThanTheQueueHoldsIsRefusedNotWaitedFor() throws Exception {
        PublisherSettings small =
                settings()
                        .withPatience(Duration.ofSeconds(5), Duration.ofSeconds(10))
                        .withRecordBytesMax(10_000)
                        .withMemory(10_000, 10_000);
        try (FailurePublisher publisher = FailurePublisher.open(small)) {
            // For its first seconds it waits for a connection, so these stay in the queue.
            CompletableFuture<Published> first = publisher.publish(message(5000));
            CompletableFuture<Published> second = publisher.publish(message(5000));
            assertThat(first).isNotDone();
            Published refused = second.getNow(new Spooled());
            assertThat(((Refused) refused).reason()).isEqualTo(Reason.QUEUE_FULL);
        }
    }

    @Test
    void anUnusableFolderOrSettingIsNamedAtTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(
                        () -> FailurePublisher.open(PublisherSettings.of("127.0.0.1:1", "t", file)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spoolFolder: " + file + " is not a folder");
        assertThatThrownBy(
                        () ->
                                FailurePublisher.open(
                                        settings()
                                                .withKafkaProperties(
                                                        Map.of("compression.type", "brotli"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("compression.type");
        assertThatThrownBy(() -> settings().withSpoolBytesMax(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spoolBytesMax: 5 (expected: at least 1 MiB)");
        FailurePublisher.open(settings()).close();
    }
}
