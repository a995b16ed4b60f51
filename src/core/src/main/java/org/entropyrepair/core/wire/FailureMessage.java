package org.entropyrepair.core.wire;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.jspecify.annotations.Nullable;

/**
 * What a producer says about a write that one target did not take. Every instance can be written
 * and is readable then.
 *
 * @param subject the edge or node
 * @param write the write that failed
 * @param token of the graph write it belongs to; null only for a {@link Write.Copy} that names no
 *     least version
 * @param origin the region in which the write was attempted
 * @param target the region whose store missed it
 * @param failedAtMillis when it failed, milliseconds since 1970
 * @param cause why; of its message the first 4 KiB are written
 */
public record FailureMessage(
        Subject subject,
        Write write,
        @Nullable Token token,
        String origin,
        String target,
        long failedAtMillis,
        Cause cause) {

    /** One constituent write, with what its op carries. */
    public sealed interface Write {
        /** What was written. */
        Cell cell();

        /** What was done to it. */
        Op op();

        /**
         * Set one cell.
         *
         * @param value the value
         * @param metadata the value's metadata; empty if there is none
         * @param ttlSeconds time to live, counted from the token's time; 0 if it stays
         */
        record Put(Cell cell, Bytes value, Bytes metadata, long ttlSeconds) implements Write {
            /** A put that stays, without metadata. */
            public Put(Cell cell, Bytes value) {
                this(cell, value, Bytes.EMPTY, 0);
            }

            @Override
            public Op op() {
                return Op.PUT;
            }
        }

        /** Delete one cell. */
        record Delete(Cell cell) implements Write {
            @Override
            public Op op() {
                return Op.DELETE;
            }
        }

        /** Delete a whole record; the cell has no key. */
        record DeleteRecord(Cell cell) implements Write {
            @Override
            public Op op() {
                return Op.DELETE_RECORD;
            }
        }

        /** Copy the winner from the other regions; for values too large for a record, too. */
        record Copy(Cell cell) implements Write {
            @Override
            public Op op() {
                return Op.COPY;
            }
        }
    }

    /**
     * Checks what the contract asks of a record.
     *
     * @throws IllegalArgumentException naming the first component that is out of order
     */
    public FailureMessage {
        requireText("subject.graph", subject.graph());
        requireText("subject.type", subject.type());
        if (subject instanceof Subject.Edge edge) {
            requireText("subject.source", edge.source());
            requireText("subject.target", edge.target());
        } else if (subject instanceof Subject.Node node) {
            requireText("subject.id", node.id());
        }
        requireText("write.cell.namespace", write.cell().namespace());
        require(!write.cell().id().isEmpty(), "write.cell.id", "at least one byte");
        boolean wholeRecord = write.op() == Op.DELETE_RECORD;
        require(
                write.cell().isWholeRecord() == wholeRecord,
                "write.cell.key",
                wholeRecord ? "none for a record delete" : "one");
        require(
                !wholeRecord || subject instanceof Subject.Node,
                "subject",
                "a node for a record delete");
        require(
                !(write instanceof Write.Put put) || put.ttlSeconds() >= 0,
                "write.ttlSeconds",
                "0 or more");
        require(token != null || write.op() == Op.COPY, "token", "one, unless it is a copy");
        require(
                token == null || token.generatedAtMicros() >= 0,
                "token.generatedAtMicros",
                "0 or more");
        requireText("origin", origin);
        requireText("target", target);
        require(failedAtMillis >= 0, "failedAtMillis", "0 or more");
        require(Text.isWellFormed(cause.message()), "cause.message", "valid Unicode");
    }

    private static void requireText(String name, String text) {
        require(!text.isEmpty() && Text.isWellFormed(text), name, "valid Unicode, not empty");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": out of order (expected: " + rule + ")");
        }
    }
}
