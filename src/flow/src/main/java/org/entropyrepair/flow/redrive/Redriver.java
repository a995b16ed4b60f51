package org.entropyrepair.flow.redrive;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.flow.topic.TopicTrouble;
import org.entropyrepair.flow.topic.TopicWriter;
import org.jspecify.annotations.Nullable;

/**
 * Sends letters back: each is marked after its record was acknowledged, so that an interruption
 * repeats rather than loses. A letter that its topic will never take is refused; any other trouble
 * ends it all, and what was marked until then is done. One thread only.
 */
public final class Redriver {
    /** So many are under way at the most; after a crash no more than these go back twice. */
    public static final int IN_FLIGHT_MAX = 256;

    private final Way way;
    private final Function<Mark, CompletableFuture<Void>> marks;
    private final Pace pace;
    private final Supplier<Instant> clock;
    private final @Nullable String run;
    private final Log log;
    private final Semaphore permits = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicLong redriven = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();

    /** The way back. */
    public interface Way {
        /** Sends a record; completes with its place once it is acknowledged. */
        CompletableFuture<Position> send(Letter letter, Road road, Instant now);
    }

    /** Hears what became of letters; from any thread. */
    public interface Log {
        /** One has gone back and is marked. */
        void redriven(Letter letter);

        /** One cannot go back. */
        void refused(Letter letter, String why);
    }

    /**
     * Sends back by these means.
     *
     * @param marks marks a letter; completes once that is acknowledged
     * @param run what the marks say has done it; null for a command
     */
    public Redriver(
            Way way,
            Function<Mark, CompletableFuture<Void>> marks,
            Pace pace,
            Supplier<Instant> clock,
            @Nullable String run,
            Log log) {
        this.way = way;
        this.marks = marks;
        this.pace = pace;
        this.clock = clock;
        this.run = run;
        this.log = log;
    }

    /**
     * Sends a letter back; returns before that is acknowledged.
     *
     * @throws TopicTrouble if there was trouble with this or an earlier one
     * @throws InterruptedException if interrupted while it waited; it can be run again then
     */
    public void redrive(Letter letter, Road road) throws InterruptedException {
        pace.take();
        failIfTrouble();
        permits.acquire();
        Instant now = clock.get();
        way.send(letter, road, now)
                .thenCompose(
                        place ->
                                marks.apply(
                                        new Mark(
                                                letter.id(),
                                                Mark.How.REDRIVEN,
                                                now,
                                                "",
                                                place,
                                                run)))
                .whenComplete(
                        (done, failure) -> {
                            if (failure == null) {
                                redriven.incrementAndGet();
                                log.redriven(letter);
                            } else {
                                failed(letter, failure);
                            }
                            permits.release();
                        });
    }

    private void failed(Letter letter, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof TopicWriter.TooLarge) {
            log.refused(letter, "its failure topic does not take it: " + cause.getMessage());
        } else {
            trouble.compareAndSet(null, cause);
        }
    }

    /**
     * Waits until everything is acknowledged.
     *
     * @throws TopicTrouble if there was trouble
     * @throws InterruptedException if interrupted while it waited
     */
    public void drain() throws InterruptedException {
        permits.acquire(IN_FLIGHT_MAX);
        permits.release(IN_FLIGHT_MAX);
        failIfTrouble();
    }

    /** How many have been sent back and marked. */
    public long redriven() {
        return redriven.get();
    }

    private void failIfTrouble() {
        Throwable cause = trouble.get();
        if (cause != null) {
            permits.acquireUninterruptibly(IN_FLIGHT_MAX);
            permits.release(IN_FLIGHT_MAX);
            throw new TopicTrouble(
                    cause.getMessage()
                            + "\n"
                            + redriven()
                            + " were redriven and marked before; run it again to go on",
                    cause);
        }
    }
}
