package org.entropyrepair.sinks.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;

/**
 * The way to DynamoDB that all openings with the same settings share: the SDK's client, two threads
 * that make its requests (making one may block, for instance while credentials are fetched), and a
 * timer. Thread-safe.
 */
final class Connection {
    /** How often a request is made again after its connection was lost. */
    static final int LOST_MAX = 4;

    /**
     * What the first of these repeats waits for, with twice as much each time: a server that closes
     * one idle connection may be closing others, and the client learns of that a moment later.
     */
    private static final long LOST_MILLIS = 2;

    private static final int WORKERS = 2;
    private static final int QUEUED_PER_CONNECTION = 4;

    private final Settings.Client settings;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;
    private final AtomicInteger admitted = new AtomicInteger();
    private final Tables tables;
    private @Nullable DynamoDbAsyncClient client;
    private boolean closed;

    /** How many openings use it. Only accessed by {@link Connections}, which owns it. */
    int users;

    /** A connection that connects when it is first used. */
    Connection(Settings.Client settings) {
        this.settings = settings;
        this.workers =
                new ThreadPoolExecutor(
                        WORKERS,
                        WORKERS,
                        1,
                        TimeUnit.MINUTES,
                        new LinkedBlockingQueue<>(),
                        task -> daemon(task, "dynamodb-requests"));
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "dynamodb-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.tables = new Tables(this::describe, System::nanoTime);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        // Where the SDK looks for the modules it loads by name.
        thread.setContextClassLoader(Connection.class.getClassLoader());
        return thread;
    }

    /** How DynamoDB is reached. */
    Settings.Client settings() {
        return settings;
    }

    /** What is known of the tables. */
    Tables tables() {
        return tables;
    }

    /** Takes a place for an operation; false if there is none. */
    boolean admit() {
        if (admitted.incrementAndGet() <= placesMax()) {
            return true;
        }
        admitted.decrementAndGet();
        return false;
    }

    /** Gives the place back. */
    void leave() {
        admitted.decrementAndGet();
    }

    /** How many operations there may be at once, waiting ones included. */
    int placesMax() {
        return settings.connectionsMax() * QUEUED_PER_CONNECTION;
    }

    /** Runs this on a worker; false if there are none any more. */
    boolean execute(Runnable task) {
        try {
            workers.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    /** Runs this on the timer's thread after a while; null if there is none any more. */
    @Nullable ScheduledFuture<?> after(long millis, Runnable task) {
        try {
            return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            return null;
        }
    }

    /**
     * Makes a request on a worker.
     *
     * @return completes on a thread of the SDK's, or fails with what it reports; with {@link
     *     NotSentException} where it was not made
     */
    <T> CompletableFuture<T> request(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken =
                execute(
                        () -> {
                            try {
                                request.apply(client())
                                        .whenComplete(
                                                (value, thrown) -> pass(answer, value, thrown));
                            } catch (RuntimeException | Error thrown) {
                                answer.completeExceptionally(thrown);
                            }
                        });
        if (!taken) {
            answer.completeExceptionally(new NotSentException("closed"));
        }
        return answer;
    }

    /** The same for what changes nothing: made again if its connection is lost. */
    <T> CompletableFuture<T> requestRepeatably(
            Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
        CompletableFuture<T> answer = request(request);
        for (int i = 0; i < LOST_MAX; i++) {
            int lostBefore = i;
            answer =
                    answer.exceptionallyCompose(
                            thrown ->
                                    Trouble.isConnectionLost(thrown)
                                            ? requestLater(request, lostBefore, thrown)
                                            : CompletableFuture.failedFuture(thrown));
        }
        return answer;
    }

    private <T> CompletableFuture<T> requestLater(
            Function<DynamoDbAsyncClient, CompletableFuture<T>> request,
            int lostBefore,
            Throwable lost) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean willBe =
                afterLost(
                        lostBefore,
                        () ->
                                request(request)
                                        .whenComplete(
                                                (value, thrown) -> pass(answer, value, thrown)));
        return willBe ? answer : CompletableFuture.failedFuture(lost);
    }

    /**
     * Runs this when what was lost may be asked for again.
     *
     * @param lostBefore how often it was lost before this time
     * @return whether it will be run
     */
    boolean afterLost(int lostBefore, Runnable task) {
        return after(LOST_MILLIS << lostBefore, task) != null;
    }

    private static <T> void pass(
            CompletableFuture<T> to, @Nullable T value, @Nullable Throwable thrown) {
        if (thrown != null) {
            to.completeExceptionally(thrown);
        } else if (value != null) {
            to.complete(value);
        }
    }

    private CompletableFuture<TableShape> describe(String table) {
        return requestRepeatably(
                        sdk ->
                                sdk.describeTable(
                                        DescribeTableRequest.builder().tableName(table).build()))
                .thenApply(answer -> TableShape.of(table, answer.table()));
    }

    /** Made by a worker: to read the SDK's files takes time. */
    private synchronized DynamoDbAsyncClient client() {
        if (closed) {
            throw new NotSentException("closed");
        }
        DynamoDbAsyncClient there = client;
        if (there == null) {
            there = SdkClient.open(settings);
            client = there;
        }
        return there;
    }

    /** Ends it; what is on its way ends with it. May wait for the SDK's threads to end. */
    void shutDown() {
        DynamoDbAsyncClient there;
        synchronized (this) {
            closed = true;
            there = client;
            client = null;
        }
        timer.shutdownNow();
        workers.shutdown();
        if (there != null) {
            there.close();
        }
    }

    /** The request was not made. */
    static final class NotSentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSentException(String message) {
            super(message);
        }
    }
}
