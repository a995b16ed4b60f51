package org.entropyrepair.sinks.rocksdb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write or read on its way through the workers. Its stage completes once, with a value: by the
 * worker, or before that by the time-out, by a close, or because there are no workers any more.
 *
 * @param <T> what it ends with
 */
final class Operation<T> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

    private enum State {
        WAITING,
        RUNNING,
        OVER
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private final Supplier<T> work;
    private final Function<String, T> unavailable;
    private final Function<String, T> unknown;
    private final Runnable whenOver;
    private final long startedNanos = System.nanoTime();

    /**
     * An operation that waits for a worker.
     *
     * @param work what a worker does; blocks
     * @param unavailable its end when the work was not begun, with the reason
     * @param unknown its end when the work was begun and did not end in time, with the reason
     * @param whenOver called once, when no worker is or will be at it
     */
    Operation(
            Supplier<T> work,
            Function<String, T> unavailable,
            Function<String, T> unknown,
            Runnable whenOver) {
        this.work = work;
        this.unavailable = unavailable;
        this.unknown = unknown;
        this.whenOver = whenOver;
    }

    CompletableFuture<T> stage() {
        return stage;
    }

    @Override
    public void run() {
        if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
            return;
        }
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error bug) {
            LOG.error("rocksdb store: an operation failed in a way it should not", bug);
            result = unknown.apply(bug.toString().replaceAll("\\s+", " "));
        }
        state.set(State.OVER);
        whenOver.run();
        stage.complete(result);
    }

    /** Ends it now: as unavailable if no worker has begun, else as unknown. */
    void abandon(String reason) {
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            whenOver.run();
            stage.complete(unavailable.apply(reason));
        } else if (state.get() == State.RUNNING) {
            stage.complete(unknown.apply(reason));
        }
    }

    boolean isOlderThan(long millis, long nowNanos) {
        return nowNanos - startedNanos > millis * 1_000_000L;
    }
}
