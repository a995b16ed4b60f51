package org.entropyrepair.flow.outcome;

import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into Kafka records that their topic takes: its limit is read when the task starts,
 * and what had to be left out for its sake is counted.
 *
 * @param <T> what is written
 */
abstract class LimitedRecords<T> implements KafkaRecordSerializationSchema<T> {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT_WAIT_MILLIS_MAX = 5_000;

    private final Destination destination;
    private int bytesMax = TopicLimit.BYTES_DEFAULT;
    private transient @Nullable Counter truncated;

    LimitedRecords(Destination destination) {
        this.destination = destination;
    }

    @Override
    public final void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        open(TopicLimit.bytesMax(destination, LIMIT_WAIT_MILLIS_MAX));
        truncated = new Meters(context.getMetricGroup()).counter(JobMetric.RECORDS_TRUNCATED);
    }

    /** With a limit that is known. */
    final void open(int topicBytesMax) {
        bytesMax = topicBytesMax;
    }

    @Override
    public final ProducerRecord<byte[], byte[]> serialize(
            T value, KafkaSinkContext context, @Nullable Long timestamp) {
        return record(value, bytesMax);
    }

    /** The record that says {@code value} in at most {@code topicBytesMax} bytes. */
    abstract ProducerRecord<byte[], byte[]> record(T value, int topicBytesMax);

    /** A record to the topic; its time is that of sending. */
    final ProducerRecord<byte[], byte[]> to(@Nullable Bytes key, @Nullable Bytes value) {
        return new ProducerRecord<>(destination.topic(), null, null, array(key), array(value));
    }

    /** Counts a value of which something had to be left out. */
    final void countTruncated() {
        Counter counter = truncated;
        if (counter != null) {
            counter.inc();
        }
    }

    private static byte @Nullable [] array(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.unsafeArray();
    }
}
