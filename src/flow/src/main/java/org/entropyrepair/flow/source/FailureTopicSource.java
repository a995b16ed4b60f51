package org.entropyrepair.flow.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.flow.state.Types;
import org.jspecify.annotations.Nullable;

/**
 * Reads one failure topic, every record as it is, and survives its broker: one that cannot be
 * resolved, refuses, hangs, does not let us in or does not know the topic costs this topic's
 * records time and nothing else. The job does not fail, checkpoints and cancelling do not wait, and
 * what was reached is neither lost nor read again (design.md, laws 7 and 10).
 *
 * <ul>
 *   <li>Without state it starts at the earliest offset, or at {@link Builder#replayFrom}; with
 *       state where that says. Offsets committed in Kafka mean nothing to it, and it commits none.
 *   <li>New partitions are discovered and read from their start.
 *   <li>It emits no watermarks and no timestamps: {@link RegionClock} stands behind it.
 *   <li>Records that were deleted before they were read are counted and said aloud.
 * </ul>
 *
 * <p>Metrics, of the enumerator and of every reader: {@code sourceAvailable} (1, or 0 while its
 * last try failed), {@code sourceFailures}, {@code recordsMissing}, {@code topicsReplaced} (once
 * per partition that was begun anew); of the reader, {@code pendingRecords}.
 *
 * <p>State is partitions and offsets, each with the topic it is an offset of ({@link
 * TopicIdentity}): where another topic of that name is found, be it in another cluster or made anew
 * in this one, it is read from its start. Nothing is read before the enumerator has seen the topic.
 *
 * <p>Enumerator and reader of Flink's {@code KafkaSource} are not used: they fail the job where
 * this one must not, and wrapping leaves their clients' unbounded calls.
 */
public final class FailureTopicSource
        implements Source<RawRecord, TopicSplit, TopicPartitions>, ResultTypeQueryable<RawRecord> {
    private static final long serialVersionUID = 1L;

    private final TopicAddress address;
    private final long discoveryMillis;
    private final @Nullable Instant replayFrom;

    private FailureTopicSource(Builder builder) {
        this.address = builder.address;
        this.discoveryMillis = builder.discovery.toMillis();
        this.replayFrom = builder.replayFrom;
    }

    /** A source to be, of the topic at {@code address}. */
    public static Builder of(TopicAddress address) {
        return new Builder(address);
    }

    /** How to read; every default is right for production. */
    public static final class Builder {
        private final TopicAddress address;
        private Duration discovery = Duration.ofSeconds(10);
        private @Nullable Instant replayFrom;

        private Builder(TopicAddress address) {
            this.address = Objects.requireNonNull(address);
        }

        /** How often new partitions are looked for; default 10 s, at least 100 ms. */
        public Builder discoveryInterval(Duration interval) {
            if (interval.toMillis() < 100) {
                throw new IllegalArgumentException(
                        "discoveryInterval: " + interval + " (expected: at least 100 ms)");
            }
            discovery = interval;
            return this;
        }

        /** Without state, starts with the first record of this time or later; null: earliest. */
        public Builder replayFrom(@Nullable Instant from) {
            replayFrom = from;
            return this;
        }

        /**
         * The source.
         *
         * @throws IllegalArgumentException if a property is not one that Kafka's consumer takes
         */
        public FailureTopicSource build() {
            try {
                new ConsumerConfig(address.forConsumer("check"));
            } catch (ConfigException e) {
                throw new IllegalArgumentException(
                        address.feed() + " properties: " + e.getMessage(), e);
            }
            return new FailureTopicSource(this);
        }
    }

    /** The topic it reads. */
    public TopicAddress address() {
        return address;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<RawRecord, TopicSplit> createReader(SourceReaderContext context) {
        return new TopicReader(address, triesMillisMax(), context);
    }

    @Override
    public SplitEnumerator<TopicSplit, TopicPartitions> createEnumerator(
            SplitEnumeratorContext<TopicSplit> context) {
        return enumerator(context, null);
    }

    @Override
    public SplitEnumerator<TopicSplit, TopicPartitions> restoreEnumerator(
            SplitEnumeratorContext<TopicSplit> context, TopicPartitions state) {
        return enumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<TopicSplit> getSplitSerializer() {
        return new TopicSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<TopicPartitions> getEnumeratorCheckpointSerializer() {
        return new TopicPartitionsSerializer();
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return Types.RAW_RECORD;
    }

    private TopicEnumerator enumerator(
            SplitEnumeratorContext<TopicSplit> context, @Nullable TopicPartitions state) {
        SourceHealth health =
                new SourceHealth(
                        address.feed(),
                        context.metricGroup(),
                        triesMillisMax(),
                        System::currentTimeMillis);
        PartitionDiscovery discovery =
                new PartitionDiscovery(address, replayFrom, discoveryMillis, health);
        return new TopicEnumerator(context, discovery, state);
    }

    /** The longest wait between two tries. */
    private long triesMillisMax() {
        return Math.min(discoveryMillis, 10_000);
    }
}
