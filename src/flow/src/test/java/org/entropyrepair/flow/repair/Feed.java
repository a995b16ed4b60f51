package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.jspecify.annotations.Nullable;

/**
 * An input which a test appends to, records and watermarks, and which every life of a job reads
 * from where its snapshot says; see {@link FeedSource}. Thread-safe.
 */
final class Feed<T> {
    private static final Map<String, Feed<?>> BY_NAME = new ConcurrentHashMap<>();

    private final List<Part<T>> parts = new ArrayList<>();
    private CompletableFuture<Void> growth = new CompletableFuture<>();

    /** Records of one kind, made when they are read; or a watermark. */
    private record Part<T>(long begin, int size, @Nullable IntFunction<T> records, long mark) {
        long end() {
            return begin + size;
        }
    }

    @SuppressWarnings("unchecked")
    static <T> Feed<T> named(String name) {
        return (Feed<T>) BY_NAME.computeIfAbsent(name, unused -> new Feed<T>());
    }

    static void forget(String name) {
        BY_NAME.remove(name);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final void add(T... records) {
        List<T> all = List.of(records);
        add(all.size(), all::get);
    }

    void add(int count, IntFunction<T> records) {
        append(count, records, 0);
    }

    void watermark(long millis) {
        append(1, null, millis);
    }

    private synchronized void append(int size, @Nullable IntFunction<T> records, long mark) {
        parts.add(new Part<>(end(), size, records, mark));
        growth.complete(null);
        growth = new CompletableFuture<>();
    }

    private long end() {
        return parts.isEmpty() ? 0 : parts.get(parts.size() - 1).end();
    }

    /** Completes when there is something at this position. */
    synchronized CompletableFuture<Void> availableAt(long position) {
        return position < end() ? CompletableFuture.completedFuture(null) : growth;
    }

    /** Emits what stands at a position; false if nothing does yet. */
    boolean emit(long position, ReaderOutput<T> output) {
        Part<T> part = partAt(position);
        if (part == null) {
            return false;
        }
        if (part.records() == null) {
            output.emitWatermark(new Watermark(part.mark()));
        } else {
            output.collect(part.records().apply((int) (position - part.begin())));
        }
        return true;
    }

    private synchronized @Nullable Part<T> partAt(long position) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part<T> part = parts.get(i);
            if (part.begin() <= position) {
                return position < part.end() ? part : null;
            }
        }
        return null;
    }
}
