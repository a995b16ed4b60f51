package org.entropyrepair.sinks.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tables: asked for once, when it is needed, again every minute (a table may
 * become global, or be made anew), and soon again after a failure. Thread-safe; never waits.
 */
final class Tables {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long FAILED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Function<String, CompletableFuture<TableShape>> describe;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

    /**
     * Nothing known yet.
     *
     * @param describe asks DynamoDB; fails with what the SDK reports
     * @param nanos a clock as {@link System#nanoTime}
     */
    Tables(Function<String, CompletableFuture<TableShape>> describe, LongSupplier nanos) {
        this.describe = describe;
        this.nanos = nanos;
    }

    /** The shape of a table; fails with what the SDK reports where it cannot be had. */
    CompletableFuture<TableShape> shape(String table) {
        Known there = known.compute(table, this::current);
        CompletableFuture<TableShape> asked = there.asked();
        TableShape last = there.last();
        return last != null && (!asked.isDone() || asked.isCompletedExceptionally())
                ? CompletableFuture.completedFuture(last)
                : asked;
    }

    /** Asks anew the next time: DynamoDB said that the table is not what it was. */
    void forget(String table) {
        known.computeIfPresent(table, (name, there) -> isOlder(there, FAILED_NANOS) ? null : there);
    }

    private Known current(String table, @Nullable Known there) {
        if (there == null) {
            return ask(table, null);
        }
        CompletableFuture<TableShape> asked = there.asked();
        if (!asked.isDone()) {
            return there;
        }
        boolean failed = asked.isCompletedExceptionally();
        if (!isOlder(there, failed ? FAILED_NANOS : FRESH_NANOS)) {
            return there;
        }
        return ask(table, failed ? there.last() : asked.join());
    }

    private Known ask(String table, @Nullable TableShape last) {
        return new Known(describe.apply(table), last, nanos.getAsLong());
    }

    private boolean isOlder(Known there, long thanNanos) {
        return nanos.getAsLong() - there.atNanos() > thanNanos;
    }

    /**
     * One asking.
     *
     * @param asked the answer, some day
     * @param last the answer before; null if there was none
     * @param atNanos when it was asked
     */
    private record Known(
            CompletableFuture<TableShape> asked, @Nullable TableShape last, long atNanos) {}
}
