package org.entropyrepair.sinks.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write or read on its way. Its stage completes once, with a value: with what DynamoDB answered,
 * or before that by the time-out or a close.
 *
 * @param <T> what it ends with
 */
final class Operation<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private final Function<String, T> unavailable;
    private final Function<String, T> unknown;
    private final Runnable whenOver;
    private volatile boolean sent;
    private boolean ended;
    private volatile @Nullable ScheduledFuture<?> timeout;

    /**
     * An operation of which nothing was sent yet.
     *
     * @param unavailable its end when nothing was sent, with the reason
     * @param unknown its end when something was sent and there is no answer, with the reason
     * @param whenOver called once, before the stage completes
     */
    Operation(Function<String, T> unavailable, Function<String, T> unknown, Runnable whenOver) {
        this.unavailable = unavailable;
        this.unknown = unknown;
        this.whenOver = whenOver;
    }

    CompletableFuture<T> stage() {
        return stage;
    }

    /** Something that may change the store, or answer, is being sent. */
    void markSent() {
        sent = true;
    }

    /** Whether nobody waits for it any more. */
    boolean isOver() {
        return stage.isDone();
    }

    /** Ends after that long without an answer. */
    void endWithin(Connection connection, long millis) {
        timeout = connection.after(millis, () -> abandon("no answer in " + millis + " ms"));
        if (stage.isDone()) {
            cancelTimeout();
        }
    }

    /** Ends as this does. */
    void follow(CompletableFuture<T> work) {
        work.whenComplete(
                (result, bug) -> {
                    if (bug != null) {
                        LOG.error(
                                "dynamodb store: an operation failed in a way it should not", bug);
                        end(unknown.apply(bug.toString().replaceAll("\\s+", " ")));
                    } else {
                        end(result);
                    }
                });
    }

    /** Ends it now: as unavailable if nothing was sent, else as unknown. */
    void abandon(String reason) {
        end(sent ? unknown.apply(reason) : unavailable.apply(reason));
    }

    private void end(T result) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        cancelTimeout();
        whenOver.run();
        stage.complete(result);
    }

    private void cancelTimeout() {
        ScheduledFuture<?> there = timeout;
        if (there != null) {
            there.cancel(false);
        }
    }
}
