package org.entropyrepair.console.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.MarkCodec;
import org.entropyrepair.core.wire.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters, each once, and which of them have been dealt with. Nothing of a failure's value
 * is kept. One thread a topic takes records; any may ask.
 *
 * <p>Tables of the scratch: {@code l} name to what is shown; {@code m} name of what is marked;
 * {@code d} (reason, 0, time before the end of time, name) of those that nobody has dealt with.
 */
public final class Letters {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] END = {0};
    private static final int MESSAGE_CHARS_MAX = 500;

    private final Scratch scratch;
    private final FailureReader failures;
    private final Map<Kind, Long> open = new TreeMap<>();
    private final AtomicLong unreadable = new AtomicLong();

    /**
     * What letters are counted by.
     *
     * @param reason of their death
     * @param target the region that missed the write; empty if nobody knows
     */
    public record Kind(String reason, String target) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byReason = reason.compareTo(other.reason);
            return byReason != 0 ? byReason : target.compareTo(other.target);
        }
    }

    /**
     * None yet.
     *
     * @param failures reads failures as the job does
     */
    public Letters(Scratch scratch, FailureReader failures) {
        this.scratch = scratch;
        this.failures = failures;
    }

    /** Takes a record of the dead-letter topic; what cannot be read is counted and left out. */
    public void take(ConsumerRecord<byte[], byte[]> record) {
        List<DeadLetterCodec.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.add(new DeadLetterCodec.Header(header.key(), Bytes.wrap(header.value())));
            }
        }
        DeadLetterCodec.Decoded decoded;
        try {
            decoded = DeadLetterCodec.decode(bytes(record.key()), bytes(record.value()), headers);
        } catch (IllegalArgumentException ofANewerJob) {
            unreadable.incrementAndGet();
            return;
        }
        put(decoded.letter());
    }

    private synchronized void put(DeadLetter letter) {
        byte[] id = Scratch.utf8(letter.id());
        if (scratch.get(Scratch.key('l', id)) != null) {
            return; // delivered again
        }
        byte[] shown = write(portrait(letter));
        try (Scratch.Change change = scratch.change()) {
            change.put(Scratch.key('l', id), shown);
            if (scratch.get(Scratch.key('m', id)) == null) {
                open(change, id, shown);
            }
            change.make();
        }
    }

    /**
     * Takes a record of the topic of what has been dealt with. One that cannot be read marks
     * nothing: its letter is shown rather than hidden.
     */
    public synchronized void mark(byte @Nullable [] id, byte @Nullable [] value) {
        if (id == null) {
            return;
        }
        boolean handled = value != null && isMark(id, value);
        byte[] at = Scratch.key('m', id);
        if (handled == (scratch.get(at) != null)) {
            return;
        }
        byte[] shown = scratch.get(Scratch.key('l', id));
        try (Scratch.Change change = scratch.change()) {
            if (handled && value != null) {
                change.put(at, value);
            } else {
                change.delete(at);
            }
            if (shown != null && handled) {
                JsonNode letter = read(shown);
                change.delete(listed(letter, id));
                open.computeIfPresent(kind(letter), (kind, n) -> n == 1 ? null : n - 1);
            } else if (shown != null) {
                open(change, id, shown);
            }
            change.make();
        }
    }

    private static boolean isMark(byte[] id, byte[] value) {
        try {
            MarkCodec.decode(Bytes.wrap(id).toString(), Bytes.wrap(value));
            return true;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private void open(Scratch.Change change, byte[] id, byte[] shown) {
        JsonNode letter = read(shown);
        change.put(listed(letter, id), END);
        open.merge(kind(letter), 1L, Long::sum);
    }

    private static Kind kind(JsonNode letter) {
        return new Kind(letter.path("reason").asText(), letter.path("target").asText());
    }

    /** The newest first. */
    private static byte[] listed(JsonNode letter, byte[] id) {
        long died = Instant.parse(letter.path("deadAt").asText()).toEpochMilli();
        return Scratch.key(
                'd',
                Scratch.utf8(letter.path("reason").asText()),
                END,
                Scratch.ofLong(Long.MAX_VALUE - died),
                id);
    }

    /** How many nobody has dealt with, by kind. */
    public synchronized Map<Kind, Long> open() {
        return new TreeMap<>(open);
    }

    /** Letters of a reason that nobody has dealt with, the newest first. */
    public List<JsonNode> newest(String reason, int most) {
        List<JsonNode> letters = new ArrayList<>();
        int head = 1 + Scratch.utf8(reason).length + 1 + Long.BYTES;
        scratch.each(
                Scratch.key('d', Scratch.utf8(reason), END),
                (key, unused) -> {
                    byte[] id = Arrays.copyOfRange(key, head, key.length);
                    byte[] shown = scratch.get(Scratch.key('l', id));
                    if (shown != null) {
                        letters.add(read(shown));
                    }
                    return letters.size() < most;
                });
        return letters;
    }

    /** How many records were no dead letters that this build can read. */
    public long unreadable() {
        return unreadable.get();
    }

    private ObjectNode portrait(DeadLetter letter) {
        ObjectNode shown = JSON.createObjectNode();
        shown.put("id", letter.id());
        shown.put("reason", letter.reason().name());
        shown.put("deadAt", Instant.ofEpochMilli(letter.deadAtMillis()).toString());
        String message = letter.message();
        shown.put(
                "message",
                message.length() <= MESSAGE_CHARS_MAX
                        ? message
                        : message.substring(0, MESSAGE_CHARS_MAX) + "…");
        shown.put("redrives", letter.redrives());
        String target = letter.target();
        Failure failure =
                failures.read(letter.raw()) instanceof Reading.Readable readable
                        ? readable.failure()
                        : null;
        shown.put("target", target != null ? target : failure == null ? "" : failure.target());
        if (failure != null) {
            shown.put("op", failure.op().wireName());
            shown.put("namespace", failure.cell().namespace());
            shown.put("about", words(failure.subject()));
        }
        return shown;
    }

    private static String words(Subject subject) {
        return subject instanceof Subject.Edge edge
                ? edge.type() + " " + edge.source() + " " + edge.target()
                : subject.type() + " " + ((Subject.Node) subject).id();
    }

    private static @Nullable Bytes bytes(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.wrap(bytes);
    }

    private static byte[] write(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // a tree of texts and numbers
        }
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }
}
