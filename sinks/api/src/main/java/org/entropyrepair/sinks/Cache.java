package org.entropyrepair.sinks;

import java.util.concurrent.CompletionStage;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;

/**
 * A cache in front of one region's store. It is only ever told to forget, never what to hold: a
 * value that is set could be older than what a reader or writer has put there meanwhile.
 *
 * <p>Life cycle:
 *
 * <ol>
 *   <li>{@link CacheFactory#open} is called once per task that writes to the region. It does not
 *       connect, or does not wait for it.
 *   <li>{@link #invalidate} is called from any thread, any number of times, concurrently.
 *   <li>{@link #close} is called once, last. What is still in flight completes. Calls after it
 *       answer {@link InvalidationResult.NotInvalidated}.
 * </ol>
 */
public interface Cache extends AutoCloseable {
    /**
     * Lets the cache forget a cell, under every name it may have there.
     *
     * <p>Never blocks the caller and never throws. The stage always completes normally, on any
     * thread, within the cache's time-out; whoever gets it may not wait for it.
     *
     * @param subject the edge or node that the cell belongs to; names may be made of it
     * @param cell the cell, or a whole record
     */
    CompletionStage<InvalidationResult> invalidate(Subject subject, Cell cell);

    /** Gives back what the cache holds open. Does not throw, and does not wait for the cache. */
    @Override
    void close();
}
