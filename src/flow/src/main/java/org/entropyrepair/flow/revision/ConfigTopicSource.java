package org.entropyrepair.flow.revision;

import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.entropyrepair.flow.source.TopicAddress;

/**
 * Reads the config topic, from its beginning whenever the job starts: it is small, and who judges
 * knows what it has judged. Survives its broker, never finishes, is idle, so that it holds back
 * nobody's watermark, and keeps no state. To be run with parallelism 1.
 */
public final class ConfigTopicSource extends NoSplitSource<ConfigTopicEvent> {
    private static final long serialVersionUID = 1L;

    private final TopicAddress address;

    /** Of the topic at an address. */
    public ConfigTopicSource(TopicAddress address) {
        this.address = address;
    }

    @Override
    public SourceReader<ConfigTopicEvent, NoSplit> createReader(SourceReaderContext context) {
        return new ConfigTopicReader(address, context.metricGroup());
    }
}
