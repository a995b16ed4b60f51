package org.entropyrepair.flow.revision;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Emits one config revision, number 0, each time the job starts or is restored, and is idle from
 * then on.
 *
 * <p>It never finishes: a source that had finished would not run again after a restore, and a job
 * with a finished task is restored differently. It says that it is idle, so that it holds back
 * nobody's watermark. To be run with parallelism 1.
 */
public final class ConfigRevisionSource extends NoSplitSource<ConfigRevision> {
    private static final long serialVersionUID = 1L;

    private final String text;

    /**
     * Of the text the job was started with.
     *
     * @param text the whole YAML text, secrets not resolved
     */
    public ConfigRevisionSource(String text) {
        this.text = text;
    }

    @Override
    public SourceReader<ConfigRevision, NoSplit> createReader(SourceReaderContext context) {
        return reader();
    }

    /** A reader, which needs nothing of where it runs. */
    SourceReader<ConfigRevision, NoSplit> reader() {
        return new Reader(new ConfigRevision(0, text));
    }

    /** Emits once, on the task's thread. */
    private static final class Reader implements SourceReader<ConfigRevision, NoSplit> {
        private final CompletableFuture<Void> never = new CompletableFuture<>();
        private @Nullable ConfigRevision pending;

        Reader(ConfigRevision revision) {
            this.pending = revision;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<ConfigRevision> output) {
            ConfigRevision revision = pending;
            if (revision != null) {
                pending = null;
                output.collect(revision);
                output.markIdle();
            }
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return pending != null ? CompletableFuture.completedFuture(null) : never;
        }

        @Override
        public List<NoSplit> snapshotState(long checkpointId) {
            return List.of();
        }

        @Override
        public void addSplits(List<NoSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }
}
