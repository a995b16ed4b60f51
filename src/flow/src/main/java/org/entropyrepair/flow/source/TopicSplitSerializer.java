package org.entropyrepair.flow.source;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.TopicPartition;
import org.entropyrepair.flow.state.Encoding;

/**
 * Writes how far a partition has been read. Version 0 is that of Flink's {@code KafkaSource}, in
 * which release 0.1 wrote; it is read, too.
 */
public final class TopicSplitSerializer implements SimpleVersionedSerializer<TopicSplit> {
    private static final int OF_KAFKA_SOURCE = 0;
    private static final int VERSION = 1;

    /** Stateless. */
    public TopicSplitSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TopicSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public TopicSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version == OF_KAFKA_SOURCE) {
            return of(new KafkaPartitionSplitSerializer().deserialize(version, bytes));
        }
        if (version != VERSION) {
            throw new IOException(
                    "version of a topic's partition: " + version + " (expected: 0 or 1)");
        }
        return read(new DataInputDeserializer(bytes));
    }

    /** What {@code KafkaSource} kept. */
    static TopicSplit of(KafkaPartitionSplit split) {
        return new TopicSplit(split.getTopicPartition(), split.getStartingOffset(), null);
    }

    static void write(TopicSplit split, DataOutputView out) throws IOException {
        Encoding.writeString(split.partition().topic(), out);
        Encoding.writeVarInt(split.partition().partition(), out);
        Encoding.writeVarLong(split.offset(), out);
        Encoding.writeNullable(split.identity(), TopicSplitSerializer::writeIdentity, out);
    }

    static TopicSplit read(DataInputView in) throws IOException {
        TopicPartition partition =
                new TopicPartition(Encoding.readString(in), Encoding.readVarInt(in));
        return new TopicSplit(
                partition,
                Encoding.readVarLong(in),
                Encoding.readNullable(TopicSplitSerializer::readIdentity, in));
    }

    private static void writeIdentity(TopicIdentity identity, DataOutputView out)
            throws IOException {
        Encoding.writeString(identity.cluster(), out);
        Encoding.writeString(identity.topic(), out);
    }

    private static TopicIdentity readIdentity(DataInputView in) throws IOException {
        return new TopicIdentity(Encoding.readString(in), Encoding.readString(in));
    }
}
