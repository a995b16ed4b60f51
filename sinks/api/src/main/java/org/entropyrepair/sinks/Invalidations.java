package org.entropyrepair.sinks;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What a region's cache is told of the writes to its store: each cell that may differ from what is
 * cached is invalidated at once and, for readers that had read the old value before and cached it
 * after, once more after a while.
 *
 * <p>Nothing here blocks, throws, or waits for the cache: what could not be invalidated is counted,
 * for it is possibly stale. What is still to be invalidated again is held in memory only and lost
 * with the process. Safe for use by several threads.
 */
public final class Invalidations implements AutoCloseable {
    private final Cache cache;
    private final Map<String, Duration> againAfter;
    private final Counts counts;
    private final Limits limits;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ScheduledThreadPoolExecutor again;

    /** Who counts. Called from any thread; does not block and does not throw. */
    public interface Counts {
        /** A cell is no longer cached. */
        void invalidated(String namespace);

        /**
         * A cell may still be cached with an old value.
         *
         * @param message why, without key or value
         */
        void notInvalidated(String namespace, String message);
    }

    /**
     * How much may be going on at once; what is more is not invalidated.
     *
     * @param inFlight invalidations that the cache has not answered
     * @param toComeAgain cells that wait for their second invalidation
     */
    public record Limits(int inFlight, int toComeAgain) {
        /** As it runs unless somebody says otherwise: some 50 MB at most. */
        public static final Limits DEFAULT = new Limits(10_000, 100_000);
    }

    /**
     * Invalidations in a cache, which is closed with them.
     *
     * @param againAfter by namespace, when a cell is invalidated once more; namespaces that are
     *     absent are not cached
     */
    public Invalidations(
            Cache cache, Map<String, Duration> againAfter, Limits limits, Counts counts) {
        this.cache = cache;
        this.againAfter = Map.copyOf(againAfter);
        this.limits = limits;
        this.counts = counts;
        this.again =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "invalidate-again");
                            thread.setDaemon(true);
                            return thread;
                        });
        again.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        again.setRemoveOnCancelPolicy(true);
    }

    /**
     * A write at the store has ended. After applied (which is also how an expired put ends), healed
     * and superseded the store holds at least this version, and the cache perhaps an older one;
     * after any other end the write is made again, or never was.
     */
    public void after(Subject subject, Cell cell, WriteResult result) {
        if (result instanceof WriteResult.Applied
                || result instanceof WriteResult.Healed
                || result instanceof WriteResult.Superseded) {
            settled(subject, cell);
        }
    }

    /** The store has a new winner for a cell, or turns out to have had it all along. */
    public void settled(Subject subject, Cell cell) {
        Duration delay = againAfter.get(cell.namespace());
        if (delay == null) {
            return;
        }
        if (again.isShutdown()) {
            counts.notInvalidated(cell.namespace(), "closed");
            return;
        }
        invalidate(subject, cell);
        if (again.getQueue().size() >= limits.toComeAgain()) {
            counts.notInvalidated(cell.namespace(), "too many wait to be invalidated again");
            return;
        }
        try {
            again.schedule(
                    () -> invalidate(subject, cell), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closedMeanwhile) {
            return; // as for those which close() drops: the first time is counted
        }
    }

    private void invalidate(Subject subject, Cell cell) {
        String namespace = cell.namespace();
        if (inFlight.incrementAndGet() > limits.inFlight()) {
            inFlight.decrementAndGet();
            counts.notInvalidated(namespace, "too many in flight");
            return;
        }
        CompletionStage<InvalidationResult> answer;
        try {
            answer = Objects.requireNonNull(cache.invalidate(subject, cell));
        } catch (RuntimeException bug) {
            inFlight.decrementAndGet();
            counts.notInvalidated(namespace, "the cache threw " + bug.getClass().getName());
            return;
        }
        answer.whenComplete(
                (result, bug) -> {
                    inFlight.decrementAndGet();
                    count(namespace, result, bug);
                });
    }

    private void count(
            String namespace, @Nullable InvalidationResult result, @Nullable Throwable bug) {
        if (bug != null) {
            counts.notInvalidated(namespace, "the cache threw " + bug.getClass().getName());
        } else if (result instanceof InvalidationResult.NotInvalidated not) {
            counts.notInvalidated(namespace, not.message());
        } else if (result == null) {
            counts.notInvalidated(namespace, "the cache answered null");
        } else {
            counts.invalidated(namespace);
        }
    }

    /** The namespaces that are cached. */
    public Set<String> namespaces() {
        return againAfter.keySet();
    }

    /** How many cells wait for their second invalidation. */
    public int toComeAgain() {
        return again.getQueue().size();
    }

    /** Forgets what was to be invalidated again, and closes the cache. */
    @Override
    public void close() {
        again.shutdownNow();
        cache.close();
    }
}
