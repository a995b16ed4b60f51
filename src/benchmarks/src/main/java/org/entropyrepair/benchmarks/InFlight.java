package org.entropyrepair.benchmarks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/** As many writes as may be under way at once; remembers the first that failed. */
final class InFlight {
    private final int max;
    private final Semaphore room;
    private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();

    InFlight(int max) {
        this.max = max;
        this.room = new Semaphore(max);
    }

    /** Waits until there is room for so many more. */
    void enter(int writes) throws InterruptedException {
        room.acquire(writes);
    }

    /** They are answered. */
    void leave(int writes, @Nullable Throwable error) {
        if (error != null) {
            failed.compareAndSet(null, error);
        }
        room.release(writes);
    }

    /** One is answered by a store. */
    void leaveAs(@Nullable WriteResult end, @Nullable Throwable error) {
        boolean landed = end instanceof WriteResult.Applied;
        leave(1, landed ? error : new IllegalStateException("write: " + end, error));
    }

    /**
     * Waits until all are answered.
     *
     * @throws IllegalStateException if one failed
     */
    void awaitAll() throws InterruptedException {
        room.acquire(max);
        Throwable why = failed.get();
        if (why != null) {
            throw new IllegalStateException("a write failed", why);
        }
    }
}
