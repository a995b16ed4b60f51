package org.entropyrepair.flow.source;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitState;
import org.apache.flink.metrics.Gauge;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.RawRecord;

/**
 * Reads the partitions of one topic that one subtask was given. Here, on the task's thread, are the
 * offsets reached; {@link PartitionReader} fetches on a thread of its own, so that whatever the
 * broker does, no checkpoint and no cancelling waits for it.
 */
@SuppressWarnings("try") // close() throws Exception: Flink's contract
final class TopicReader
        extends SingleThreadMultiplexSourceReaderBase<
                ConsumerRecord<byte[], byte[]>,
                RawRecord,
                KafkaPartitionSplit,
                KafkaPartitionSplitState> {
    private static final long CLOSE_MILLIS_MAX = 5_000;

    TopicReader(TopicAddress address, long backoffMillisMax, SourceReaderContext context) {
        this(address, context, partitionReader(address, backoffMillisMax, context));
    }

    private TopicReader(TopicAddress address, SourceReaderContext context, PartitionReader reader) {
        super(() -> reader, new RawRecordEmitter(address.feed()), options(), context);
        context.metricGroup().<Long, Gauge<Long>>gauge("pendingRecords", reader::pendingRecords);
    }

    @Override
    protected void onSplitFinished(Map<String, KafkaPartitionSplitState> finished) {
        throw new IllegalStateException("partitions have no end: " + finished.keySet());
    }

    @Override
    protected KafkaPartitionSplitState initializedState(KafkaPartitionSplit split) {
        return new KafkaPartitionSplitState(split);
    }

    @Override
    protected KafkaPartitionSplit toSplitType(String id, KafkaPartitionSplitState reached) {
        return reached.toKafkaPartitionSplit();
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
