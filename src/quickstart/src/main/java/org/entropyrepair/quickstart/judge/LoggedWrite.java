package org.entropyrepair.quickstart.judge;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;

/**
 * One constituent write as the graph service meant it, for all regions.
 *
 * @param cell what it writes; the whole record for a record delete
 * @param token the graph write it belongs to
 * @param kind put or delete
 * @param ttlSeconds how long a put lasts, counted from the token's time; 0 for ever
 * @param value the value; empty for a delete
 * @param metadata the value's metadata; empty for a delete
 * @param happened whether it counts: false for a write that reached no region and whose failures
 *     are dead letters on purpose
 */
public record LoggedWrite(
        Cell cell,
        Token token,
        Kind kind,
        long ttlSeconds,
        Bytes value,
        Bytes metadata,
        boolean happened) {
    /** What a write does. */
    public enum Kind {
        /** Sets the cell. */
        PUT,
        /** Removes the cell, or the whole record. */
        DELETE
    }
}
