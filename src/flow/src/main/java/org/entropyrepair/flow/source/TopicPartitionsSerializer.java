package org.entropyrepair.flow.source;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.entropyrepair.flow.state.Encoding;

/**
 * Writes what the enumerator remembers. Versions up to 3 are those of Flink's {@code KafkaSource},
 * in the last of which release 0.1 wrote; they are read, too.
 */
public final class TopicPartitionsSerializer implements SimpleVersionedSerializer<TopicPartitions> {
    private static final int OF_KAFKA_SOURCE_MAX = 3;
    private static final int VERSION = 4;

    /** Stateless. */
    public TopicPartitionsSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TopicPartitions partitions) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        Encoding.writeList(partitions.assigned(), TopicSplitSerializer::write, out);
        Encoding.writeList(partitions.waiting(), TopicSplitSerializer::write, out);
        Encoding.writeBoolean(partitions.initialDone(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public TopicPartitions deserialize(int version, byte[] bytes) throws IOException {
        if (version <= OF_KAFKA_SOURCE_MAX) {
            KafkaSourceEnumState state =
                    new KafkaSourceEnumStateSerializer().deserialize(version, bytes);
            return new TopicPartitions(
                    of(state.assignedSplits()),
                    of(state.unassignedSplits()),
                    state.initialDiscoveryFinished());
        }
        if (version != VERSION) {
            throw new IOException(
                    "version of a topic's partitions: " + version + " (expected: 0 to 4)");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        return new TopicPartitions(
                Encoding.readList(TopicSplitSerializer::read, in),
                Encoding.readList(TopicSplitSerializer::read, in),
                Encoding.readBoolean(in));
    }

    private static List<TopicSplit> of(Collection<KafkaPartitionSplit> splits) {
        return splits.stream().map(TopicSplitSerializer::of).toList();
    }
}
