package org.entropyrepair.core.model;

/**
 * One write to one cell of one store: the version with its bytes.
 *
 * @param cell what it writes; the whole record for a record delete
 * @param version its place in the order; a put whose TTL has run out is applied as a delete with
 *     the same token
 * @param value the value; empty for a delete
 * @param metadata the value's metadata; empty for a delete or where there is none
 */
public record Mutation(Cell cell, Version version, Bytes value, Bytes metadata) {
    /** Checks that a whole record is only ever deleted. */
    public Mutation {
        if (cell.isWholeRecord() && !version.isDelete()) {
            throw new IllegalArgumentException("version: a whole record can only be deleted");
        }
    }
}
