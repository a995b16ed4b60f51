package org.entropyrepair.core.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as Kafka records (design, section 5): the failure's own key and value, the context
 * in headers.
 *
 * <p>A record never exceeds what its topic takes, for else its producer would fail on it for ever:
 * where it would, the value is left out, and the key too if it is over 4 KiB. Stateless and
 * thread-safe.
 */
public final class DeadLetterCodec {
    /**
     * The smallest {@code max.message.bytes} of a dead-letter topic for which this works: 8 KiB.
     */
    public static final int TOPIC_BYTES_MIN = 8 << 10;

    private static final int SCARCE_HEADER_BYTES_MAX = 256;

    /** Batch header, record header and the widest length fields of Kafka's format, version 2. */
    private static final int RECORD_OVERHEAD_BYTES = 61 + 21 + 5;

    private static final int HEADER_OVERHEAD_BYTES = 10;

    private DeadLetterCodec() {}

    /**
     * One header of a Kafka record.
     *
     * @param name its name
     * @param value its value, UTF-8
     */
    public record Header(String name, Bytes value) {}

    /**
     * A Kafka record of the dead-letter topic.
     *
     * @param key the failure's own key; null if it had none or it was left out
     * @param value the failure's own value; null if it had none or it was left out
     * @param headers the context, in a fixed order
     */
    public record Encoded(@Nullable Bytes key, @Nullable Bytes value, List<Header> headers) {
        /** Takes an unmodifiable copy of the headers. */
        public Encoded {
            headers = List.copyOf(headers);
        }

        /** At most what this takes of its topic's {@code max.message.bytes}, uncompressed. */
        public long sizeBytes() {
            long size = RECORD_OVERHEAD_BYTES;
            size += key == null ? 0 : key.size();
            size += value == null ? 0 : value.size();
            for (Header header : headers) {
                size += HEADER_OVERHEAD_BYTES + header.name().length() + header.value().size();
            }
            return size;
        }
    }

    /**
     * A dead letter that was read back.
     *
     * @param letter the dead letter; of where it came from the topic is known, not the feed, which
     *     is empty, and the time of reading is that of dying
     * @param truncated whether its value was left out
     */
    public record Decoded(DeadLetter letter, boolean truncated) {}

    /**
     * The record that says {@code letter}.
     *
     * @param topicBytesMax {@code max.message.bytes} of the dead-letter topic
     * @throws IllegalArgumentException if that is under {@link #TOPIC_BYTES_MIN}
     */
    public static Encoded encode(DeadLetter letter, int topicBytesMax) {
        if (topicBytesMax < TOPIC_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "max.message.bytes of the dead-letter topic: "
                            + topicBytesMax
                            + " (expected: at least "
                            + TOPIC_BYTES_MIN
                            + ")");
        }
        Bytes key = letter.raw().key();
        Encoded whole =
                new Encoded(key, letter.raw().value(), headers(letter, false, Text.BYTES_MAX));
        if (whole.sizeBytes() <= topicBytesMax) {
            return whole;
        }
        Bytes keptKey = key != null && key.size() > Text.BYTES_MAX ? null : key;
        Encoded truncated = new Encoded(keptKey, null, headers(letter, true, Text.BYTES_MAX));
        if (truncated.sizeBytes() <= topicBytesMax) {
            return truncated;
        }
        return new Encoded(null, null, headers(letter, true, SCARCE_HEADER_BYTES_MAX));
    }

    private static List<Header> headers(DeadLetter letter, boolean truncated, int bytesMax) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        long firstFailedAt = letter.firstFailedAtMillis();
        Position position = letter.raw().position();
        values.put(WireHeaders.ID, letter.id());
        values.put(WireHeaders.REASON, letter.reason().name());
        values.put(WireHeaders.MESSAGE, letter.message());
        values.put(WireHeaders.ATTEMPTS, Integer.toString(letter.attempts()));
        values.put(
                WireHeaders.FIRST_FAILED_AT,
                firstFailedAt == 0 ? null : Instant.ofEpochMilli(firstFailedAt).toString());
        values.put(WireHeaders.DEAD_AT, Instant.ofEpochMilli(letter.deadAtMillis()).toString());
        values.put(WireHeaders.TOPIC, position.topic());
        values.put(WireHeaders.PARTITION, Integer.toString(position.partition()));
        values.put(WireHeaders.OFFSET, Long.toString(position.offset()));
        values.put(WireHeaders.TARGET, letter.target());
        values.put(WireHeaders.REDRIVES, Integer.toString(letter.redrives()));
        values.put(WireHeaders.TRUNCATED, truncated ? "true" : null);
        values.put(WireHeaders.TRACEPARENT, letter.raw().headers().traceparent());
        List<Header> headers = new ArrayList<>();
        values.forEach(
                (name, value) -> {
                    if (value != null) {
                        String text = Text.cut(Text.oneLine(value), bytesMax);
                        headers.add(new Header(name, Bytes.utf8(text)));
                    }
                });
        return headers;
    }

    /**
     * Reads a record of the dead-letter topic. Headers of other names are ignored; of several with
     * one name the last counts.
     *
     * @throws IllegalArgumentException naming the header, if it is missing or cannot be read
     */
    public static Decoded decode(
            @Nullable Bytes key, @Nullable Bytes value, Iterable<Header> headers) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Header header : headers) {
            values.put(header.name(), header.value().asUtf8().orElse(""));
        }
        Position position =
                new Position(
                        required(values, WireHeaders.TOPIC),
                        (int) number(values, WireHeaders.PARTITION, Integer.MAX_VALUE),
                        number(values, WireHeaders.OFFSET, Long.MAX_VALUE));
        long deadAtMillis = instant(required(values, WireHeaders.DEAD_AT), WireHeaders.DEAD_AT);
        String firstFailedAt = values.get(WireHeaders.FIRST_FAILED_AT);
        String traceparent = values.get(WireHeaders.TRACEPARENT);
        DeadLetter letter =
                new DeadLetter(
                        required(values, WireHeaders.ID),
                        reason(required(values, WireHeaders.REASON)),
                        required(values, WireHeaders.MESSAGE),
                        (int) number(values, WireHeaders.ATTEMPTS, Integer.MAX_VALUE),
                        firstFailedAt == null
                                ? 0
                                : instant(firstFailedAt, WireHeaders.FIRST_FAILED_AT),
                        deadAtMillis,
                        values.get(WireHeaders.TARGET),
                        (int) number(values, WireHeaders.REDRIVES, Integer.MAX_VALUE),
                        new RawRecord(
                                "",
                                position,
                                deadAtMillis,
                                key,
                                value,
                                new RawRecord.Headers(null, null, null, traceparent)));
        return new Decoded(letter, "true".equals(values.get(WireHeaders.TRUNCATED)));
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing (expected: on a dead letter)");
        }
        return value;
    }

    private static DeathReason reason(String name) {
        for (DeathReason reason : DeathReason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        throw unreadable(WireHeaders.REASON, name, "a reason that this build knows");
    }

    private static long number(Map<String, String> values, String name, long most) {
        String text = required(values, name);
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, like a number out of range.
        }
        throw unreadable(name, text, "an integer from 0 to " + most);
    }

    private static long instant(String text, String name) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException notAnInstant) {
            throw unreadable(name, text, "an ISO-8601 instant");
        }
    }

    private static IllegalArgumentException unreadable(String name, String text, String rule) {
        return new IllegalArgumentException(
                Text.oneLine(name + ": " + Text.excerpt(text) + " (expected: " + rule + ")"));
    }
}
