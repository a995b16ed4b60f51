package org.entropyrepair.quickstart.service;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * One constituent write of a graph write, before it has a token.
 *
 * @param cell what it writes; the whole record for {@link Op#DELETE_RECORD}
 * @param op what it does
 * @param ttlSeconds how long a put lasts, counted from the token's time; 0 for ever
 * @param value the value; empty for a delete
 * @param metadata the value's metadata; may be empty
 */
public record CellWrite(Cell cell, Op op, long ttlSeconds, Bytes value, Bytes metadata) {
    /** A put. */
    static CellWrite put(Cell cell, String value, String metadata, long ttlSeconds) {
        return new CellWrite(cell, Op.PUT, ttlSeconds, Bytes.utf8(value), Bytes.utf8(metadata));
    }

    /** A delete of one cell, or of a record where {@code cell} is one. */
    static CellWrite delete(Cell cell) {
        Op op = cell.isWholeRecord() ? Op.DELETE_RECORD : Op.DELETE;
        return new CellWrite(cell, op, 0, Bytes.EMPTY, Bytes.EMPTY);
    }

    /** What a store is asked to do under this token. */
    public Mutation mutation(Token token) {
        Version version =
                op != Op.PUT
                        ? Version.delete(token)
                        : ttlSeconds == 0
                                ? Version.put(token)
                                : Version.expiringPut(token, ttlSeconds);
        return new Mutation(cell, version, value, metadata);
    }
}
