package org.entropyrepair.sinks.cassandra;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A write or read under way. Its stage completes once, with a value: by the answer, or before that
 * by the time-out or by a close. Any thread.
 *
 * @param <T> what it ends with
 */
final class Call<T> {
    private enum State {
        WAITING,
        SENT,
        OVER
    }

    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private final long bytes;
    private final Function<String, T> unavailable;
    private final Function<String, T> unknown;
    private final long startedNanos = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Runnable over = () -> {};

    /**
     * A call that begins now.
     *
     * @param bytes about how much memory it holds
     * @param unavailable its end when nothing was sent, with the reason
     * @param unknown its end when it was sent and not answered, with the reason
     */
    Call(long bytes, Function<String, T> unavailable, Function<String, T> unknown) {
        this.bytes = bytes;
        this.unavailable = unavailable;
        this.unknown = unknown;
    }

    CompletableFuture<T> stage() {
        return stage;
    }

    long bytes() {
        return bytes;
    }

    /** From now on it may land; false if it is over already and must not be sent any more. */
    boolean send() {
        return state.compareAndSet(State.WAITING, State.SENT);
    }

    /** What is done once when it ends, before anybody hears of it; set before it is shared. */
    void whenOver(Runnable before) {
        over = before;
    }

    void end(T result) {
        if (ended.compareAndSet(false, true)) {
            over.run();
            stage.complete(result);
        }
    }

    /** Ends it now: as unavailable if it was not sent, else as unknown. */
    void abandon(String reason) {
        boolean unsent = state.compareAndSet(State.WAITING, State.OVER);
        end((unsent ? unavailable : unknown).apply(reason));
    }

    boolean isOlderThan(long nanos, long nowNanos) {
        return nowNanos - startedNanos > nanos;
    }
}
