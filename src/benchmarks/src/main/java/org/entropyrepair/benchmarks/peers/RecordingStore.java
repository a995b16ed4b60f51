package org.entropyrepair.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * The store that every contender is given: it answers after a fixed time from a thread of its own,
 * any number of calls at once, can be out, and remembers.
 *
 * <p>It decides by last-write-wins, as a good team lets its store do. Beside that it remembers what
 * a store that keeps whatever arrives last would show after the same writes. Thread-safe.
 */
public final class RecordingStore implements Store {
    private static final long TICK_NANOS = 250_000;

    private final long latencyNanos;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicLong called = new AtomicLong();
    private final Thread thread = new Thread(this::run, "store");
    private Map<Cell, Slot> slots = Map.of();
    private long answered;
    private long refused;
    private int behind;
    private int unlike;
    private long caughtUpAtMillis;
    private long alikeAtMillis;
    private volatile boolean out;
    private volatile boolean closed;
    private volatile long lastCallNanos = System.nanoTime();

    /** A call that waits for its answer. */
    private record Call(long dueNanos, Runnable answer) {}

    /** One cell. */
    private static final class Slot {
        private final Write winner;
        private final @Nullable Version due;
        private @Nullable Mutation held;
        private @Nullable Version lastArrived;
        private boolean winnerLanded;

        private Slot(Write winner, @Nullable Version due) {
            this.winner = winner;
            this.due = due;
        }

        private boolean isBehind() {
            return due != null && (held == null || due.beats(held.version()));
        }
    }

    /**
     * What has happened since the load was set.
     *
     * @param calls how often a contender tried to write
     * @param refused how often the target was out
     * @param caughtUpAtMillis when every cell held at least what was published before the target
     *     was back (or at all), milliseconds since 1970; 0 if that is not so yet
     * @param alikeAtMillis when every cell held what it must in the end; 0 if that is not so yet
     */
    record Tally(long calls, long refused, long caughtUpAtMillis, long alikeAtMillis) {}

    RecordingStore(int latencyMillis) {
        this.latencyNanos = latencyMillis * 1_000_000L;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Forgets everything and expects these.
     *
     * @param winners what each cell must hold in the end
     * @param due what each cell must hold to have caught up
     */
    synchronized void expect(Map<Cell, Write> winners, Map<Cell, Write> due) {
        slots = new HashMap<>();
        winners.forEach(
                (cell, winner) -> {
                    Write first = due.get(cell);
                    slots.put(cell, new Slot(winner, first == null ? null : version(first)));
                });
        called.set(0);
        answered = 0;
        refused = 0;
        unlike = winners.size();
        behind = due.size();
        caughtUpAtMillis = 0;
        alikeAtMillis = 0;
    }

    private static Version version(Write write) {
        Token token = new Token(write.micros(), write.nonceHigh(), write.nonceLow());
        return write.delete() ? Version.delete(token) : Version.put(token);
    }

    /** From now on it refuses, or takes, every write. */
    void setOut(boolean isOut) {
        out = isOut;
    }

    synchronized Tally tally() {
        return new Tally(called.get(), refused, caughtUpAtMillis, alikeAtMillis);
    }

    /** Whether every call is answered and there was none for so long. */
    synchronized boolean isQuiet(long millis) {
        return answered >= called.get() && System.nanoTime() - lastCallNanos > millis * 1_000_000;
    }

    /** What it shows of a cell. */
    synchronized Judge.Shown decided(Cell cell) {
        Slot slot = requireNonNull(slots.get(cell));
        return new Judge.Shown(slot.held == null ? null : slot.held.version(), slot.winnerLanded);
    }

    /** What a store that keeps whatever arrives last would show of a cell. */
    synchronized Judge.Shown lastArrived(Cell cell) {
        Slot slot = requireNonNull(slots.get(cell));
        return new Judge.Shown(slot.lastArrived, slot.winnerLanded);
    }

    @Override
    public CompletionStage<WriteResult> apply(Mutation mutation) {
        CompletableFuture<WriteResult> answer = new CompletableFuture<>();
        lastCallNanos = System.nanoTime();
        called.incrementAndGet();
        later(() -> answer.complete(land(mutation)));
        return answer;
    }

    private synchronized WriteResult land(Mutation mutation) {
        answered++;
        if (out) {
            refused++;
            return new WriteResult.Unavailable("target is out");
        }
        Slot slot = slots.get(mutation.cell());
        if (slot == null) {
            return new WriteResult.Applied(); // left over from what was before
        }
        Version version = mutation.version();
        boolean wasBehind = slot.isBehind();
        slot.lastArrived = version;
        int order = slot.held == null ? 1 : version.compareTo(slot.held.version());
        if (order > 0) {
            slot.held = mutation;
        }
        if (!slot.winnerLanded && Judge.is(version, slot.winner)) {
            slot.winnerLanded = true;
            unlike--;
            alikeAtMillis = unlike == 0 ? System.currentTimeMillis() : 0;
        }
        if (wasBehind && !slot.isBehind()) {
            behind--;
            caughtUpAtMillis = behind == 0 ? System.currentTimeMillis() : 0;
        }
        return order > 0
                ? new WriteResult.Applied()
                : order == 0 ? new WriteResult.Healed() : new WriteResult.Superseded();
    }

    @Override
    public CompletionStage<ReadResult> read(Cell cell) {
        CompletableFuture<ReadResult> answer = new CompletableFuture<>();
        later(() -> answer.complete(look(cell)));
        return answer;
    }

    private synchronized ReadResult look(Cell cell) {
        if (out) {
            return new ReadResult.Unreadable("target is out");
        }
        Slot slot = slots.get(cell);
        return slot == null || slot.held == null
                ? new ReadResult.Nothing(true)
                : new ReadResult.Held(slot.held.version(), slot.held.value(), slot.held.metadata());
    }

    /** Nothing: what is in here is judged, not audited. */
    @Override
    public void scan(String namespace, int bucket, int buckets, Consumer<Entry> entries) {}

    /** Does nothing: the process has one store, and ends with it. */
    @Override
    public void close() {}

    /** Ends its thread; for tests, which make more than one. */
    void end() {
        closed = true;
    }

    private void later(Runnable answer) {
        calls.add(new Call(System.nanoTime() + latencyNanos, answer));
    }

    private void run() {
        while (!closed) {
            Call next = calls.peek();
            if (next == null || next.dueNanos() - System.nanoTime() > 0) {
                LockSupport.parkNanos(TICK_NANOS);
            } else {
                calls.remove();
                next.answer().run();
            }
        }
    }
}
