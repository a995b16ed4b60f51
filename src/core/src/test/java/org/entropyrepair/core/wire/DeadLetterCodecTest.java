package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.DeadLetterCodec.Encoded;
import org.entropyrepair.core.wire.DeadLetterCodec.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterCodecTest {
    private static final int TOPIC_BYTES_MAX = 1 << 20;
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static DeadLetter letter(@Nullable Bytes key, @Nullable Bytes value, String message) {
        return new DeadLetter(
                "0123456789abcdef0123456789abcdef",
                DeathReason.REJECTED,
                message,
                3,
                1769040000123L,
                1769040060000L,
                "eu-west-1",
                1,
                new RawRecord(
                        "us-east-1/failures",
                        new Position("failures", 3, 14),
                        1769040001000L,
                        key,
                        value,
                        new RawRecord.Headers("eu-west-1", "1", null, TRACE)));
    }

    private static @Nullable String header(Encoded record, String name) {
        List<String> values = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.name().equals(name)) {
                values.add(header.value().toString());
            }
        }
        assertThat(values).hasSizeLessThanOrEqualTo(1);
        return values.isEmpty() ? null : values.get(0);
    }

    @Test
    void theContextStandsInHeadersInAFixedOrder() {
        Bytes value = Bytes.wrap(new byte[] {1, (byte) 0xFF});
        Encoded record =
                DeadLetterCodec.encode(letter(Bytes.utf8("k"), value, "no\nkey"), TOPIC_BYTES_MAX);
        assertThat(record.key()).isEqualTo(Bytes.utf8("k"));
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.headers().stream().map(h -> h.name() + "=" + h.value()))
                .containsExactly(
                        "er-id=0123456789abcdef0123456789abcdef",
                        "er-reason=REJECTED",
                        "er-message=no key",
                        "er-attempts=3",
                        "er-first-failed-at=2026-01-22T00:00:00.123Z",
                        "er-dead-at=2026-01-22T00:01:00Z",
                        "er-topic=failures",
                        "er-partition=3",
                        "er-offset=14",
                        "er-target=eu-west-1",
                        "er-redrives=1",
                        "traceparent=" + TRACE);
    }

    @Test
    void whatIsNotKnownHasNoHeader() {
        RawRecord raw =
                new RawRecord("f", new Position("t", 0, 0), 5, null, null, RawRecord.Headers.NONE);
        DeadLetter letter = new DeadLetter("id", DeathReason.MALFORMED, "m", 0, 0, 5, null, 0, raw);
        Encoded record = DeadLetterCodec.encode(letter, TOPIC_BYTES_MAX);
        assertThat(header(record, "er-first-failed-at")).isNull();
        assertThat(header(record, "er-target")).isNull();
        assertThat(header(record, "traceparent")).isNull();
        assertThat(decode(record))
                .isEqualTo(new DeadLetterCodec.Decoded(letterOfTopic(letter), false));
    }

    private static DeadLetterCodec.Decoded decode(Encoded record) {
        return DeadLetterCodec.decode(record.key(), record.value(), record.headers());
    }

    /** What remains of a dead letter on the topic: the feed and the redrive headers do not. */
    private static DeadLetter letterOfTopic(DeadLetter letter) {
        RawRecord raw = letter.raw();
        return new DeadLetter(
                letter.id(),
                letter.reason(),
                letter.message(),
                letter.attempts(),
                letter.firstFailedAtMillis(),
                letter.deadAtMillis(),
                letter.target(),
                letter.redrives(),
                new RawRecord(
                        "",
                        raw.position(),
                        letter.deadAtMillis(),
                        raw.key(),
                        raw.value(),
                        new RawRecord.Headers(null, null, null, raw.headers().traceparent())));
    }

    @Test
    void aDeadLetterIsReadBack() {
        for (DeathReason reason : DeathReason.values()) {
            DeadLetter like = letter(Bytes.utf8("k"), Bytes.utf8("v"), "why");
            DeadLetter letter =
                    new DeadLetter(like.id(), reason, "why", 0, 1, 2, "eu-west-1", 0, like.raw());
            Encoded record = DeadLetterCodec.encode(letter, TOPIC_BYTES_MAX);
            assertThat(decode(record))
                    .isEqualTo(new DeadLetterCodec.Decoded(letterOfTopic(letter), false));
        }
    }

    @Test
    void headersAreCutOnACharacter() {
        String message = "a" + "ż".repeat(3000);
        Encoded record = DeadLetterCodec.encode(letter(null, null, message), TOPIC_BYTES_MAX);
        String cut = header(record, "er-message");
        assertThat(cut).isEqualTo("a" + "ż".repeat(2047));
    }

    @Test
    void aValueTooLargeForTheTopicIsLeftOut() {
        Bytes large = Bytes.wrap(new byte[TOPIC_BYTES_MAX]);
        Encoded record =
                DeadLetterCodec.encode(letter(Bytes.utf8("k"), large, "why"), TOPIC_BYTES_MAX);
        assertThat(record.value()).isNull();
        assertThat(record.key()).isEqualTo(Bytes.utf8("k"));
        assertThat(header(record, "er-truncated")).isEqualTo("true");
        assertThat(header(record, "er-offset")).isEqualTo("14");
        assertThat(decode(record).truncated()).isTrue();
    }

    @Test
    void aKeyOverFourKibibytesIsLeftOutOnlyWithItsValue() {
        Bytes key = Bytes.wrap(new byte[4097]);
        Bytes large = Bytes.wrap(new byte[TOPIC_BYTES_MAX]);
        assertThat(DeadLetterCodec.encode(letter(key, large, "why"), TOPIC_BYTES_MAX).key())
                .isNull();
        assertThat(DeadLetterCodec.encode(letter(key, Bytes.EMPTY, "why"), TOPIC_BYTES_MAX).key())
                .isEqualTo(key);
        Bytes largestKept = Bytes.wrap(new byte[4096]);
        assertThat(DeadLetterCodec.encode(letter(largestKept, large, "why"), TOPIC_BYTES_MAX).key())
                .isEqualTo(largestKept);
    }

    @Test
    void noRecordExceedsItsTopicWhateverItCarries() {
        int[] topics = {DeadLetterCodec.TOPIC_BYTES_MIN, 16 << 10, 64 << 10, TOPIC_BYTES_MAX};
        for (int topic : topics) {
            for (int size = 0; size < 2 * topic; size += topic / 64) {
                DeadLetter letter =
                        letter(
                                Bytes.wrap(new byte[size % 9000]),
                                Bytes.wrap(new byte[size]),
                                "m".repeat(size % 9000));
                Encoded record = DeadLetterCodec.encode(letter, topic);
                assertThat(record.sizeBytes()).isLessThanOrEqualTo(topic);
                boolean whole = record.value() != null;
                assertThat(header(record, "er-truncated")).isEqualTo(whole ? null : "true");
            }
        }
    }

    @Test
    void aTopicTooSmallForTheHeadersIsRefused() {
        assertThatThrownBy(() -> DeadLetterCodec.encode(letter(null, null, ""), 8191))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8191 (expected: at least 8192)");
    }

    @Test
    void aForeignRecordIsNamedNotRead() {
        Encoded record = DeadLetterCodec.encode(letter(null, null, "why"), TOPIC_BYTES_MAX);
        assertThatThrownBy(() -> DeadLetterCodec.decode(null, null, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("er-topic: missing");
        assertUnreadable(record, "er-reason", "SOMETHING_NEW");
        assertUnreadable(record, "er-attempts", "-1");
        assertUnreadable(record, "er-partition", "2147483648");
        assertUnreadable(record, "er-dead-at", "yesterday");
    }

    private static void assertUnreadable(Encoded record, String name, String value) {
        List<Header> headers = new ArrayList<>(record.headers());
        headers.add(new Header(name, Bytes.utf8(value)));
        assertThatThrownBy(() -> DeadLetterCodec.decode(null, null, headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": \"" + value + "\" (expected: ");
    }
}
