package org.entropyrepair.core.model;

import org.jspecify.annotations.Nullable;

/**
 * One constituent write, of one cell, that one target did not take: the write-failure record as far
 * as deciding needs it. Its value stays in {@link #raw()} until the write is made.
 *
 * @param subject the edge or node
 * @param op what the original write did
 * @param cell the cell; the whole record for {@link Op#DELETE_RECORD}
 * @param version its place in the order; null only for a {@link Op#COPY} that names no least
 *     version
 * @param origin the region in which the write was attempted
 * @param target the region whose store missed it ({@code er-target} has been applied)
 * @param failedAtMillis event time: when it failed, not after it was read
 * @param cause why
 * @param redrives how often it came back from the dead letters
 * @param redrivenAtMillis when it came back last; 0 if never
 * @param raw the record itself
 */
public record Failure(
        Subject subject,
        Op op,
        Cell cell,
        @Nullable Version version,
        String origin,
        String target,
        long failedAtMillis,
        Cause cause,
        int redrives,
        long redrivenAtMillis,
        RawRecord raw) {}
