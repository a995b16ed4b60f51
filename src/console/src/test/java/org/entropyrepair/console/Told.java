package org.entropyrepair.console;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.console.model.Letters;
import org.entropyrepair.console.model.Repairs;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;

/** Records of topics, as a job would have written them. */
public final class Told {
    /** When everything began. */
    public static final long START = 1_769_040_000_000L;

    private Told() {}

    /** An edge of the graph {@code social}. */
    public static Subject edge(String source, String target) {
        return new Subject.Edge("social", "follows", source, target);
    }

    /** What is said of the forward cell of an edge. */
    public static Outcome outcome(
            String source,
            String target,
            String region,
            RepairState state,
            long revision,
            long sinceMillis,
            String reason) {
        return new Outcome(
                state,
                edge(source, target),
                new Cell("follows.forward", Bytes.utf8(source), Bytes.utf8(target)),
                region,
                Version.put(new Token(START * 1000, 0, 7)),
                revision,
                "entropy-repair",
                START,
                2,
                sinceMillis,
                sinceMillis + 1_000,
                reason,
                "all");
    }

    /** What is said of a region as a whole. */
    public static Outcome region(String region, RepairState state, long revision, String reason) {
        return new Outcome(
                state,
                null,
                null,
                region,
                null,
                revision,
                "entropy-repair",
                START,
                0,
                START,
                0,
                reason,
                "");
    }

    /** Hands outcomes over as records. */
    public static void tell(Repairs repairs, Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            repairs.take(
                    OutcomeCodec.key(outcome).toArray(), OutcomeCodec.encode(outcome).toArray());
        }
    }

    /** A dead letter of an edge, missed by {@code eu}. */
    public static DeadLetter dead(
            String id, DeathReason reason, String source, String message, long diedAtMillis) {
        Subject subject = edge(source, "user:0");
        FailureMessage failure =
                new FailureMessage(
                        subject,
                        new FailureMessage.Write.Put(
                                new Cell(
                                        "follows.forward",
                                        Bytes.utf8(source),
                                        Bytes.utf8("user:0")),
                                Bytes.utf8("secret")),
                        new Token(START * 1000, 0, 9),
                        "us",
                        "eu",
                        START,
                        new Cause(Cause.Kind.UNAVAILABLE, "no host"));
        return new DeadLetter(
                id,
                reason,
                message,
                1,
                START,
                diedAtMillis,
                "eu",
                0,
                new RawRecord(
                        "us/failures.us",
                        new Position("failures.us", 0, 1),
                        START,
                        null,
                        FailureWriter.write(failure),
                        RawRecord.Headers.NONE));
    }

    /** Hands letters over as records. */
    public static void tell(Letters letters, DeadLetter... dead) {
        for (DeadLetter letter : dead) {
            letters.take(record(letter));
        }
    }

    /** The record of a letter. */
    public static ConsumerRecord<byte[], byte[]> record(DeadLetter letter) {
        DeadLetterCodec.Encoded encoded = DeadLetterCodec.encode(letter, 1 << 20);
        Bytes value = encoded.value();
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("dead", 0, 0, null, value == null ? null : value.toArray());
        encoded.headers().forEach(one -> record.headers().add(one.name(), one.value().toArray()));
        return record;
    }
}
