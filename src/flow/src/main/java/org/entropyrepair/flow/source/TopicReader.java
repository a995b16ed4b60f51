package org.entropyrepair.flow.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.jspecify.annotations.Nullable;

/**
 * Reads the partitions of one topic that one subtask was given. Here, on the task's thread, are the
 * offsets reached; {@link PartitionReader} fetches on a thread of its own, so that whatever the
 * broker does, no checkpoint and no cancelling waits for it.
 */
@SuppressWarnings("try") // close() throws Exception: Flink's contract
final class TopicReader
        extends SingleThreadMultiplexSourceReaderBase<
                FetchedRecord, RawRecord, TopicSplit, ReachedOffset> {
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final PartitionReader partitions;
    private final List<ReachedOffset> reached = new ArrayList<>();

    /** The topic that state without an identity is taken to be of; null before it was seen. */
    private @Nullable TopicIdentity first;

    TopicReader(TopicAddress address, long backoffMillisMax, SourceReaderContext context) {
        this(address, context, partitionReader(address, backoffMillisMax, context));
    }

    private TopicReader(TopicAddress address, SourceReaderContext context, PartitionReader reader) {
        super(() -> reader, new RawRecordEmitter(address.feed()), options(), context);
        this.partitions = reader;
        new Meters(context.metricGroup()).gauge(JobMetric.SOURCE_LAG, reader::pendingRecords);
    }

    @Override
    protected void onSplitFinished(Map<String, ReachedOffset> finished) {
        throw new IllegalStateException("partitions have no end: " + finished.keySet());
    }

    @Override
    protected ReachedOffset initializedState(TopicSplit split) {
        ReachedOffset begun = new ReachedOffset(split);
        reached.add(begun);
        if (first != null) {
            begun.isOf(first);
        }
        return begun;
    }

    /** The enumerator has seen the topic: there may be another of its name. */
    @Override
    public void handleSourceEvents(SourceEvent event) {
        TopicSeen seen = (TopicSeen) event;
        if (first == null) {
            first = seen.identity();
            for (ReachedOffset one : reached) {
                one.isOf(seen.identity());
            }
        }
        partitions.see(seen);
    }

    @Override
    protected TopicSplit toSplitType(String id, ReachedOffset reached) {
        return reached.split();
    }

    private static PartitionReader partitionReader(
            TopicAddress address, long backoffMillisMax, SourceReaderContext context) {
        SourceHealth health =
                new SourceHealth(
                        address.feed(),
                        context.metricGroup(),
                        backoffMillisMax,
                        System::currentTimeMillis);
        return new PartitionReader(
                address.forConsumer(Integer.toString(context.getIndexOfSubtask())),
                backoffMillisMax,
                health);
    }

    private static Configuration options() {
        Configuration options = new Configuration();
        options.set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, CLOSE_MILLIS_MAX);
        return options;
    }
}
