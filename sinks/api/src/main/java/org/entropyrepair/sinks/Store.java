package org.entropyrepair.sinks;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;

/**
 * One region's key-value store.
 *
 * <p>Life cycle:
 *
 * <ol>
 *   <li>{@link StoreFactory#open} is called once per task that writes to the region. It does not
 *       connect, or does not wait for it: a store that is away answers {@link
 *       WriteResult.Unavailable}.
 *   <li>{@link #apply} and {@link #read} are called from any thread, any number of times,
 *       concurrently. They never block the caller and never throw; the stage they return always
 *       completes normally, within the store's time-out.
 *   <li>{@link #scan} is called by audits and tests, never by the repair path. It may block.
 *   <li>{@link #close} is called once, last. What is still in flight completes (as {@link
 *       WriteResult.Unknown} if need be). Calls after it answer {@link WriteResult.Unavailable}.
 * </ol>
 *
 * <p>Stages may complete on any thread, the caller's included.
 */
public interface Store extends AutoCloseable {
    /**
     * Applies a mutation if its version beats what the store holds, decided in the store: repeats,
     * late and reordered writes are harmless.
     *
     * <p>What the store holds of a cell is the greater of the cell's own version and the marker of
     * its record. A put whose TTL has run out empties the cell; a store that can keeps it under its
     * own version (an expiring put, which ranks below a delete of the same microsecond), so that
     * the end does not depend on whether it came before or after it ran out.
     *
     * <p>A record delete in a namespace without {@code recordDeletes} is {@link
     * WriteResult.Rejected}; a namespace which the store was not opened with is {@link
     * WriteResult.Misdeployed}: it says something about the deployment, not about the record.
     */
    CompletionStage<WriteResult> apply(Mutation mutation);

    /** The version held of a cell, with its token, as far as the store can tell. */
    CompletionStage<ReadResult> read(Cell cell);

    /**
     * Hands every entry of one bucket of a namespace to {@code entries}, deletes included where the
     * store can show them, in no particular order.
     *
     * @param namespace the data set
     * @param bucket from 0 to {@code buckets} - 1; a record with all its cells is in the same
     *     bucket of every store, see {@link Buckets}
     * @param buckets how many there are, at least 1
     * @throws StoreUnreadableException if the store cannot be read to the end, is closed, or was
     *     not opened with this namespace
     * @throws IllegalArgumentException if the bucket is not one of {@code buckets}
     */
    void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries)
            throws StoreUnreadableException;

    /** Gives back what the store holds open. Does not throw. */
    @Override
    void close();

    /**
     * One cell as a scan finds it.
     *
     * @param cell the cell; a whole record for the marker that a record delete leaves
     * @param held what is there
     */
    record Entry(Cell cell, ReadResult.Held held) {}
}
