package org.entropyrepair.cli.letters;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.topics.TopicWriter;
import org.entropyrepair.core.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * Sends letters back: each is marked after its record was acknowledged, so that an interruption
 * repeats rather than loses. A letter that its topic will never take is refused; any other trouble
 * ends it all, and what was marked until then is done. One thread only.
 */
final class Redriver {
    private static final int IN_FLIGHT_MAX = 256;

    private final Way way;
    private final Function<Mark, CompletableFuture<Void>> marks;
    private final Pace pace;
    private final Supplier<Instant> clock;
    private final Log log;
    private final Semaphore permits = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicLong redriven = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();

    /** The way back. */
    interface Way {
        /** Sends a record; completes with its place once it is acknowledged. */
        CompletableFuture<Position> send(Letter letter, Routes.Road road, Instant now);
    }

    /** Hears what became of letters; from any thread. */
    interface Log {
        /** One has gone back and is marked. */
        void redriven(Letter letter);

        /** One cannot go back. */
        void refused(Letter letter, String why);
    }

    /**
     * Sends back by these means.
     *
     * @param marks marks a letter; completes once that is acknowledged
     */
    Redriver(
            Way way,
            Function<Mark, CompletableFuture<Void>> marks,
            Pace pace,
            Supplier<Instant> clock,
            Log log) {
        this.way = way;
        this.marks = marks;
        this.pace = pace;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Sends a letter back; returns before that is acknowledged.
     *
     * @throws Failed if there was trouble with this or an earlier one
     */
    void redrive(Letter letter, Routes.Road road) {
        pace.take();
        failIfTrouble();
        permits.acquireUninterruptibly();
        Instant now = clock.get();
        way.send(letter, road, now)
                .thenCompose(
                        place ->
                                marks.apply(
                                        new Mark(letter.id(), Mark.How.REDRIVEN, now, "", place)))
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
     * @throws Failed if there was trouble
     */
    void drain() {
        permits.acquireUninterruptibly(IN_FLIGHT_MAX);
        permits.release(IN_FLIGHT_MAX);
        failIfTrouble();
    }

    /** How many have been sent back and marked. */
    long redriven() {
        return redriven.get();
    }

    private void failIfTrouble() {
        Throwable cause = trouble.get();
        if (cause != null) {
            permits.acquireUninterruptibly(IN_FLIGHT_MAX);
            permits.release(IN_FLIGHT_MAX);
            throw new Failed(
                    cause.getMessage()
                            + "\n"
                            + redriven()
                            + " were redriven and marked before; run it again to go on",
                    cause);
        }
    }
}
