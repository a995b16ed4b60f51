package org.entropyrepair.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps nothing but how long after its token each write came, can be out, and takes so
 * many writes a second and no more, each of which takes its time. Thread-safe.
 */
final class BenchStore implements Store {
    /** A write, no matter of what. */
    static final Mutation ANY =
            new Mutation(
                    new Cell(Failures.NAMESPACE, Bytes.utf8("user:1"), Bytes.utf8("user:2")),
                    Version.put(new Token(0, 0, 0)),
                    Bytes.EMPTY,
                    Bytes.EMPTY);

    private static final CompletableFuture<WriteResult> OUT =
            CompletableFuture.completedFuture(new WriteResult.Unavailable("out"));
    private static final CompletableFuture<WriteResult> APPLIED =
            CompletableFuture.completedFuture(new WriteResult.Applied());
    private static final long TICK_NANOS = 500_000;

    /** Microseconds from a write's token to its application. */
    final Latencies sinceToken = new Latencies();

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private volatile boolean out;
    private volatile long nanosEach;
    private volatile long latencyNanos;
    private long nextNanos;

    private record Waiting(long dueNanos, CompletableFuture<WriteResult> answer) {}

    /** From now on it answers nobody, or everybody again. */
    void out(boolean is) {
        out = is;
    }

    /** From now on it takes no more than this a second, and each takes so long; once only. */
    void takes(int writesPerSecond, int latencyMillis) {
        nanosEach = 1_000_000_000L / writesPerSecond;
        latencyNanos = latencyMillis * 1_000_000L;
        Thread thread = new Thread(this::answer, "bench store");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        if (out) {
            return OUT;
        }
        long now = System.currentTimeMillis() * 1_000;
        sinceToken.add(now - mutation.version().token().generatedAtMicros());
        return nanosEach == 0 ? APPLIED : queued();
    }

    private synchronized CompletionStage<WriteResult> queued() {
        nextNanos = Math.max(nextNanos + nanosEach, System.nanoTime());
        Waiting last = new Waiting(nextNanos + latencyNanos, new CompletableFuture<>());
        waiting.add(last);
        if (waiting.size() == 1) {
            notifyAll(); // as long as nothing waits, its thread takes no CPU that is measured
        }
        return last.answer();
    }

    private void answer() {
        try {
            while (true) {
                for (Waiting due = due(); due != null; due = due()) {
                    due.answer().complete(new WriteResult.Applied());
                }
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Waiting due() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.element().dueNanos() - System.nanoTime() <= 0 ? waiting.poll() : null;
    }

    /** Always nothing. */
    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        return CompletableFuture.completedFuture(new ReadResult.Nothing(true));
    }

    /** Always empty. */
    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries) {}

    /** Does nothing: several tasks share one. */
    @Override
    public void close() {}
}
