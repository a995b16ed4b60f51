package org.entropyrepair.testkit.letters;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.jspecify.annotations.Nullable;

/** Dead letters for tests: of edges {@code follows user:N everybody}, from us, missed by eu. */
public final class DeadLetters {
    /** Where they stand. */
    public static final String TOPIC = "dead-letters";

    private DeadLetters() {}

    /** What a service would say of the edge of that number. */
    public static FailureMessage failure(int number) {
        return failure(number, "us", "eu");
    }

    public static FailureMessage failure(int number, String origin, String target) {
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
    public static DeadLetter dead(FailureMessage failure, DeathReason reason, int redrives) {
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
    public static DeadLetter unreadable(String feed, String text) {
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
    public static ConsumerRecord<byte[], byte[]> record(DeadLetter dead, long offset) {
        return record(DeadLetterCodec.encode(dead, 1 << 20), offset);
    }

    public static ConsumerRecord<byte[], byte[]> record(
            DeadLetterCodec.Encoded encoded, long offset) {
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach(one -> headers.add(one.name(), one.value().toArray()));
        return record(TOPIC, 0, offset, encoded.key(), encoded.value(), headers);
    }

    public static ConsumerRecord<byte[], byte[]> record(
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
}
