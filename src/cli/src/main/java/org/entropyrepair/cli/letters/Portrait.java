package org.entropyrepair.cli.letters;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.flow.redrive.Letter;
import org.jspecify.annotations.Nullable;

/**
 * How a letter looks to people and programs. What was to be written is shown as its size and hash,
 * unless it is to be revealed; names of edges and cells are shown.
 */
final class Portrait {
    private static final int MESSAGE_CHARS_MAX = 100;

    private Portrait() {}

    /** One line. */
    static String line(Letter letter, Optional<Mark> mark) {
        DeadLetter dead = letter.dead();
        String message = dead.message();
        String state = mark.map(one -> "  [" + one.how().wireName() + "]").orElse("");
        return "%s  %s  %-19s %-12s %s  %s%s"
                .formatted(
                        letter.id(),
                        Instant.ofEpochMilli(dead.deadAtMillis()),
                        dead.reason(),
                        letter.target().isEmpty() ? "-" : letter.target(),
                        about(letter),
                        message.length() <= MESSAGE_CHARS_MAX
                                ? message
                                : message.substring(0, MESSAGE_CHARS_MAX) + "…",
                        state);
    }

    private static String about(Letter letter) {
        Failure failure = letter.failure();
        if (failure == null) {
            Position from = letter.dead().raw().position();
            return "%s/%d/%d".formatted(from.topic(), from.partition(), from.offset());
        }
        return failure.op().wireName()
                + " "
                + subject(failure.subject())
                + " in "
                + failure.cell().namespace();
    }

    private static String subject(Subject subject) {
        if (subject instanceof Subject.Edge edge) {
            return edge.type() + " " + edge.source() + " " + edge.target();
        }
        return subject.type() + " " + ((Subject.Node) subject).id();
    }

    /** All that is known, by name, in order. */
    static Map<String, Object> fields(Letter letter, Optional<Mark> mark, boolean reveal) {
        DeadLetter dead = letter.dead();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", letter.id());
        fields.put("reason", dead.reason().name());
        fields.put("message", dead.message());
        fields.put("attempts", dead.attempts());
        if (dead.firstFailedAtMillis() != 0) {
            fields.put(
                    "firstFailedAt", Instant.ofEpochMilli(dead.firstFailedAtMillis()).toString());
        }
        fields.put("deadAt", Instant.ofEpochMilli(dead.deadAtMillis()).toString());
        if (!letter.target().isEmpty()) {
            fields.put("target", letter.target());
        }
        fields.put("redrives", dead.redrives());
        fields.put("from", place(dead.raw().position()));
        fields.put("at", place(letter.at()));
        Failure failure = letter.failure();
        if (failure != null) {
            fields.putAll(failureFields(failure));
        }
        fields.put("recordKey", payload(dead.raw().key(), reveal));
        if (letter.truncated()) {
            fields.put("truncated", true);
        } else {
            fields.put("record", payload(dead.raw().value(), reveal));
        }
        mark.ifPresent(one -> fields.put("handled", markFields(one)));
        return fields;
    }

    private static Map<String, Object> failureFields(Failure failure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("op", failure.op().wireName());
        fields.put("graph", failure.subject().graph());
        fields.put(
                failure.subject() instanceof Subject.Edge ? "edge" : "node",
                subject(failure.subject()));
        Cell cell = failure.cell();
        fields.put("namespace", cell.namespace());
        fields.put("cellId", cell.id().toString());
        Bytes key = cell.key();
        if (key != null) {
            fields.put("cellKey", key.toString());
        }
        Version version = failure.version();
        if (version != null) {
            fields.put("token", version.token().toString());
        }
        fields.put("origin", failure.origin());
        fields.put("cause", failure.cause().kind().name().toLowerCase(Locale.ROOT));
        return fields;
    }

    private static Map<String, Object> markFields(Mark mark) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("how", mark.how().wireName());
        fields.put("at", mark.at().toString());
        if (!mark.because().isEmpty()) {
            fields.put("because", mark.because());
        }
        Position to = mark.to();
        if (to != null) {
            fields.put("to", place(to));
        }
        return fields;
    }

    private static String place(Position position) {
        return position.topic() + "/" + position.partition() + "/" + position.offset();
    }

    private static Object payload(@Nullable Bytes bytes, boolean reveal) {
        if (bytes == null) {
            return "none";
        }
        if (reveal) {
            return bytes.toString();
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("bytes", bytes.size());
        shown.put("sha256", sha256(bytes));
        return shown;
    }

    private static String sha256(Bytes bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.unsafeArray()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }
}
