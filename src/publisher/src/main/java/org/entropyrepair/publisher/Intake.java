package org.entropyrepair.publisher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where callers leave their records for the courier: bounded, never blocking. Also what wakes the
 * courier when something else happens. Thread-safe; no lock is held for longer than it takes to
 * move a few references.
 */
final class Intake {
    /** What an object in memory takes beside its bytes. */
    static final int OVERHEAD_BYTES = 200;

    private final long bytesMax;
    private final Deque<Submission> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private boolean signalled;

    Intake(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * A record and who waits for it.
     *
     * @param record the record
     * @param future told what became of it
     */
    record Submission(Outgoing record, CompletableFuture<Published> future) {
        long bytes() {
            return (long) record.sizeBytes() + OVERHEAD_BYTES;
        }
    }

    /** How an offer ended. */
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    /** Leaves {@code submission} unless there is no room or it is closed. */
    synchronized Offer offer(Submission submission) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (bytes > 0 && bytes + submission.bytes() > bytesMax) {
            return Offer.FULL;
        }
        bytes += submission.bytes();
        queue.add(submission);
        signal();
        return Offer.TAKEN;
    }

    /** Takes up to {@code countMax} from the front. */
    synchronized List<Submission> take(int countMax) {
        List<Submission> taken = new ArrayList<>(Math.min(countMax, queue.size()));
        while (taken.size() < countMax && !queue.isEmpty()) {
            Submission submission = queue.remove();
            bytes -= submission.bytes();
            taken.add(submission);
        }
        return taken;
    }

    /** Whether nothing waits. */
    synchronized boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Takes no more. */
    synchronized void close() {
        closed = true;
        signal();
    }

    /** Whether it takes no more. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Wakes the courier. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    /** Waits for a signal since the last call, at most {@code millis}. */
    synchronized void await(long millis) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + millis * 1_000_000L;
        while (!signalled) {
            long leftMillis = (deadlineNanos - System.nanoTime() + 999_999L) / 1_000_000L;
            if (leftMillis <= 0) {
                return;
            }
            wait(leftMillis);
        }
        signalled = false;
    }
}
