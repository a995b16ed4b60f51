package org.entropyrepair.cli.letters;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.FailureWriter;
import org.jspecify.annotations.Nullable;

/** Dead letters for tests: of edges {@code follows user:N everybody}, from us, missed by eu. */
final class TestingLetters {
    static final FailureReader FAILURES = new FailureReader();
    static final String TOPIC = "dead-letters";

    private TestingLetters() {}

    /** What a service would say of the edge of that number. */
    static FailureMessage failure(int number) {
        return failure(number, "us", "eu");
    }

    static FailureMessage failure(int number, String origin, String target) {
        String source = "user:" + number;
        return new FailureMessage(
                new Subject.Edge("social", "follows", source, "everybody"),
                new FailureMessage.Write.Put(
                        new Cell("follows.forward", Bytes.utf8(source), Bytes.utf8("everybody")),
                        Bytes.utf8("secret value " + number)),
                new Token(System.currentTimeMillis() * 1000, 7, number),
                origin,
                target,
                System.currentTimeMillis(),
                new Cause(Cause.Kind.UNAVAILABLE, "no host"));
    }

    /** What it becomes when it dies. */
    static DeadLetter dead(FailureMessage failure, DeathReason reason, int redrives) {
        Bytes value = FailureWriter.write(failure);
        return new DeadLetter(
                DeadLetterId.of(
                        failure.write().cell(),
                        failure.target(),
                        failure.write().op(),
                        failure.token(),
                        redrives),
                reason,
                "for the sake of a test",
                3,
                failure.failedAtMillis(),
                System.currentTimeMillis(),
                failure.target(),
                redrives,
                raw("us/failures.us", "failures.us", value));
    }

    /** What becomes of bytes that say nothing. */
    static DeadLetter unreadable(String feed, String text) {
        RawRecord raw = raw(feed, feed.substring(feed.indexOf('/') + 1), Bytes.utf8(text));
        return new DeadLetter(
                DeadLetterId.ofUnreadable(raw),
                DeathReason.MALFORMED,
                "JSON: no",
                0,
                0,
                System.currentTimeMillis(),
                null,
                0,
                raw);
    }

    private static RawRecord raw(String feed, String topic, Bytes value) {
        return new RawRecord(
                feed,
                new Position(topic, 1, 42),
                System.currentTimeMillis(),
                Bytes.utf8("key"),
                value,
                new RawRecord.Headers(null, null, null, "00-trace"));
    }

    /** The record of its topic. */
    static ConsumerRecord<byte[], byte[]> record(DeadLetter dead, long offset) {
        return record(DeadLetterCodec.encode(dead, 1 << 20), offset);
    }

    static ConsumerRecord<byte[], byte[]> record(DeadLetterCodec.Encoded encoded, long offset) {
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach(one -> headers.add(one.name(), one.value().toArray()));
        return record(TOPIC, 0, offset, encoded.key(), encoded.value(), headers);
    }

    static ConsumerRecord<byte[], byte[]> record(
            String topic,
            int partition,
            long offset,
            @Nullable Bytes key,
            @Nullable Bytes value,
            RecordHeaders headers) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.toArray(),
                value == null ? null : value.toArray(),
                headers,
                Optional.empty());
    }

    static Letter letter(DeadLetter dead) {
        return Letter.of(record(dead, 0), FAILURES);
    }

    static Letter letter(int number) {
        return letter(dead(failure(number), DeathReason.REJECTED, 0));
    }

    static Failure read(Letter letter) {
        return Objects.requireNonNull(letter.failure());
    }

    static LetterQueue queue(
            List<ConsumerRecord<byte[], byte[]>> records, Map<String, Mark> marks) {
        return new LetterQueue(
                visitor -> {
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        if (!visitor.test(record)) {
                            return;
                        }
                    }
                },
                FAILURES,
                id -> Optional.ofNullable(marks.get(id)));
    }

    /** Two regions; {@code us} has a mirror of {@code eu}'s topic that is called the same. */
    static RegionConfig config(String brokers) {
        return RegionConfigReader.read(
                        "region.yaml", text(brokers), Secrets.of(Map.of(), Path.of("/nowhere")))
                .orThrow();
    }

    static String text(String brokers) {
        return """
        apiVersion: entropy-repair/v1
        graph: social
        regions:
          us:
            failures:
              - {bootstrapServers: "mirror:1", topic: failures.eu, accepts: {origins: [eu]}}
              - {bootstrapServers: "BROKERS", topic: failures.us.local}
              - {bootstrapServers: "BROKERS", topic: failures.us}
            store: {kind: rocksdb, path: /nowhere/us}
          eu:
            failures: [{bootstrapServers: "BROKERS", topic: failures.eu}]
            store: {kind: rocksdb, path: /nowhere/eu}
        namespaces:
          follows.forward: {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}
        scopes:
          - {name: everything, match: {}, action: repair}
        deadLetters: {bootstrapServers: "BROKERS", topic: dead-letters}
        outcomes: {bootstrapServers: "BROKERS", topic: outcomes}
        """
                .replace("BROKERS", brokers);
    }
}
