package org.entropyrepair.flow.revision;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.entropyrepair.flow.source.TopicAddress;

/**
 * Reads the config topic, from its beginning whenever the job starts: it is small, and who judges
 * knows what it has judged. Survives its broker, never finishes, is idle, so that it holds back
 * nobody's watermark, and keeps no state. To be run with parallelism 1.
 */
public final class ConfigTopicSource implements Source<ConfigTopicEvent, NoSplit, NoSplit> {
    private static final long serialVersionUID = 1L;

    private final TopicAddress address;

    /** Of the topic at an address. */
    public ConfigTopicSource(TopicAddress address) {
        this.address = address;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<ConfigTopicEvent, NoSplit> createReader(SourceReaderContext context) {
        return new ConfigTopicReader(address, context.metricGroup());
    }

    @Override
    public SplitEnumerator<NoSplit, NoSplit> createEnumerator(
            SplitEnumeratorContext<NoSplit> context) {
        return new NoSplitEnumerator();
    }

    @Override
    public SplitEnumerator<NoSplit, NoSplit> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, NoSplit checkpoint) {
        return new NoSplitEnumerator();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return NoSplit.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getEnumeratorCheckpointSerializer() {
        return NoSplit.SERIALIZER;
    }
}
