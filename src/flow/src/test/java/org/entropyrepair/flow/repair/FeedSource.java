package org.entropyrepair.flow.repair;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link Feed}, by name, with parallelism 1. Says nothing while there is nothing to read:
 * no watermark of its own, not idle.
 */
final class FeedSource<T> implements Source<T, FeedSource.At, FeedSource.At> {
    private static final long serialVersionUID = 1L;

    private final String name;

    FeedSource(String name) {
        this.name = name;
    }

    /** A position: of the reader; of the enumerator, whether it has handed out the first (0). */
    record At(long position) implements SourceSplit {
        static final SimpleVersionedSerializer<At> SERIALIZER = new Bytes();

        @Override
        public String splitId() {
            return "all";
        }
    }

    private static final class Bytes implements SimpleVersionedSerializer<At> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(At at) {
            return ByteBuffer.allocate(Long.BYTES).putLong(at.position()).array();
        }

        @Override
        public At deserialize(int version, byte[] bytes) {
            return new At(ByteBuffer.wrap(bytes).getLong());
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, At> createReader(SourceReaderContext context) {
        return new Reader<>(Feed.named(name));
    }

    @Override
    public SplitEnumerator<At, At> createEnumerator(SplitEnumeratorContext<At> context) {
        return new Enumerator(context, false);
    }

    @Override
    public SplitEnumerator<At, At> restoreEnumerator(
            SplitEnumeratorContext<At> context, At checkpoint) {
        return new Enumerator(context, checkpoint.position() == 0);
    }

    @Override
    public SimpleVersionedSerializer<At> getSplitSerializer() {
        return At.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<At> getEnumeratorCheckpointSerializer() {
        return At.SERIALIZER;
    }

    private static final class Reader<T> implements SourceReader<T, At> {
        private final Feed<T> feed;
        private final CompletableFuture<Void> assigned = new CompletableFuture<>();
        private long position = -1;

        Reader(Feed<T> feed) {
            this.feed = feed;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<T> output) {
            if (position < 0 || !feed.emit(position, output)) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            position++;
            return feed.availableAt(position).isDone()
                    ? InputStatus.MORE_AVAILABLE
                    : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return position < 0 ? assigned : feed.availableAt(position);
        }

        @Override
        public List<At> snapshotState(long checkpointId) {
            return position < 0 ? List.of() : List.of(new At(position));
        }

        @Override
        public void addSplits(List<At> splits) {
            position = splits.get(0).position();
            assigned.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    /** Hands out the beginning, once. */
    private static final class Enumerator implements SplitEnumerator<At, At> {
        private final SplitEnumeratorContext<At> context;
        private boolean handedOut;

        Enumerator(SplitEnumeratorContext<At> context, boolean handedOut) {
            this.context = context;
            this.handedOut = handedOut;
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addSplitsBack(List<At> splits, int subtask) {
            splits.forEach(split -> context.assignSplit(split, subtask));
        }

        @Override
        public void addReader(int subtask) {
            if (!handedOut) {
                handedOut = true;
                context.assignSplit(new At(0), subtask);
            }
        }

        @Override
        public At snapshotState(long checkpointId) {
            return new At(handedOut ? 0 : -1);
        }

        @Override
        public void close() {}
    }
}
