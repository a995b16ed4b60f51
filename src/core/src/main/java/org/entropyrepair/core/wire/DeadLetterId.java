package org.entropyrepair.core.wire;

import java.nio.ByteBuffer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * What dead letters are called ({@code er-id}, 32 lower-case hexadecimal digits): the same for
 * every delivery of one dead letter, another after a redrive. Pure functions.
 */
public final class DeadLetterId {
    private DeadLetterId() {}

    /**
     * The id of a failure that could be read.
     *
     * @param cell what was to be written; the whole record for a record delete
     * @param target the region that missed it
     * @param op what was to be done
     * @param token of the write; null for a copy that names none
     * @param redrives how often it had been redriven before
     */
    public static String of(Cell cell, String target, Op op, @Nullable Token token, int redrives) {
        return Digest.of("failure")
                .add(cell)
                .add(target)
                .add(op.code())
                .addOptional(token == null ? null : bytesOf(token))
                .add(redrives)
                .name();
    }

    /** The id of {@code failure} as it was read. */
    public static String of(Failure failure) {
        Version version = failure.version();
        return of(
                failure.cell(),
                failure.target(),
                failure.op(),
                version == null ? null : version.token(),
                failure.redrives());
    }

    /**
     * The id of a record that could not be read: that of its place. The feed is part of it, because
     * topics of two regions may have the same name.
     */
    public static String ofUnreadable(RawRecord raw) {
        return Digest.of("record")
                .add(raw.feed())
                .add(raw.position().topic())
                .add(raw.position().partition())
                .add(raw.position().offset())
                .name();
    }

    private static Bytes bytesOf(Token token) {
        return Bytes.wrap(
                ByteBuffer.allocate(3 * Long.BYTES)
                        .putLong(token.generatedAtMicros())
                        .putLong(token.nonceHigh())
                        .putLong(token.nonceLow())
                        .array());
    }
}
