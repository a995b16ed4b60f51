package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.jspecify.annotations.Nullable;

/**
 * An input which a test appends to, records and watermarks, and which every life of a job reads
 * from where its snapshot says. Says nothing while there is nothing to read: no watermark, not
 * idle. Thread-safe.
 */
final class Feed<T> {
    private static final Map<String, Feed<?>> BY_NAME = new ConcurrentHashMap<>();

    private final List<Part<T>> parts = new ArrayList<>();

    /** Records of one kind, made when they are read. */
    private record Part<T>(int size, @Nullable IntFunction<T> records, long watermark) {}

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

    synchronized void add(int count, IntFunction<T> records) {
        parts.add(new Part<>(count, records, 0));
        notifyAll();
    }

    synchronized void watermark(long millis) {
        parts.add(new Part<>(1, null, millis));
        notifyAll();
    }

    /** The part a position lies in; null after a second without one. */
    private synchronized @Nullable Part<T> partAt(long position, long[] offset)
            throws InterruptedException {
        Part<T> found = find(position, offset);
        if (found == null) {
            wait(1000);
            found = find(position, offset);
        }
        return found;
    }

    private @Nullable Part<T> find(long position, long[] offset) {
        long left = position;
        for (Part<T> part : parts) {
            if (left < part.size()) {
                offset[0] = left;
                return part;
            }
            left -= part.size();
        }
        return null;
    }

    /** Reads a feed, by name. */
    @SuppressWarnings("deprecation") // the shortest source there is; for tests it will do
    static final class Reader<T> implements SourceFunction<T>, CheckpointedFunction {
        private static final long serialVersionUID = 1L;

        private final String name;
        private transient volatile boolean cancelled;
        private transient long position;
        private transient @Nullable ListState<Long> kept;

        Reader(String name) {
            this.name = name;
        }

        @Override
        public void run(SourceContext<T> out) throws Exception {
            Feed<T> feed = Feed.named(name);
            long[] offset = new long[1];
            while (!cancelled) {
                Part<T> part = feed.partAt(position, offset);
                for (int at = (int) offset[0];
                        part != null && at < part.size() && !cancelled;
                        at++) {
                    IntFunction<T> records = part.records();
                    T record = records == null ? null : records.apply(at);
                    synchronized (out.getCheckpointLock()) {
                        if (record == null) {
                            out.emitWatermark(new Watermark(part.watermark()));
                        } else {
                            out.collect(record);
                        }
                        position++;
                    }
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            if (kept != null) {
                kept.update(List.of(position));
            }
        }

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
            kept =
                    context.getOperatorStateStore()
                            .getListState(
                                    new ListStateDescriptor<>("position", LongSerializer.INSTANCE));
            for (Long at : kept.get()) {
                position = at;
            }
        }
    }
}
