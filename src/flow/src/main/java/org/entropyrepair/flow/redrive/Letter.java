package org.entropyrepair.flow.redrive;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter and the failure in it.
 *
 * @param stored as it stands on its topic; where its value was left out and found again, whole
 * @param failure the failure it carries, with the body's own target; null if that cannot be read,
 *     or was left out
 */
public record Letter(StoredLetter stored, @Nullable Failure failure) {
    /** What it says. */
    public DeadLetter dead() {
        return stored.dead();
    }

    /** Where it stands. */
    public Position at() {
        return stored.at();
    }

    /** Whether the failure's value was left out. */
    public boolean truncated() {
        return stored.truncated();
    }

    /** Its name: stable over repeats, new after a redrive. */
    public String id() {
        return dead().id();
    }

    /** The region that missed the write; empty if nobody knows. */
    public String target() {
        String target = dead().target();
        if (target != null) {
            return target;
        }
        return failure == null ? "" : failure.target();
    }

    /** The same with the whole record that it was made of. */
    Letter with(DeadLetter whole, @Nullable Failure read) {
        return new Letter(new StoredLetter(at(), whole, false), read);
    }

    /**
     * Looks into a letter.
     *
     * @param failures reads failures as the job does
     */
    public static Letter of(StoredLetter stored, FailureReader failures) {
        return new Letter(
                stored,
                failures.read(stored.dead().raw()) instanceof Reading.Readable readable
                        ? readable.failure()
                        : null);
    }

    /**
     * Reads a record of the dead-letter topic.
     *
     * @param failures reads failures as the job does
     * @throws IllegalArgumentException naming the header for which it is no dead letter
     */
    public static Letter of(ConsumerRecord<byte[], byte[]> record, FailureReader failures) {
        return of(StoredLetter.of(record), failures);
    }
}
