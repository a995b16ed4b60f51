package org.entropyrepair.publisher;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.entropyrepair.core.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A lane that is one idempotent producer. Within its life the broker keeps the order of each
 * partition; at the first loss the producer is closed at once, before it could start a new sequence
 * and let later records pass.
 */
final class KafkaLane implements Lane {
    private static final String TRACEPARENT = "traceparent";

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    KafkaLane(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    @Override
    public void send(Outgoing record, Delivery delivery) {
        ProducerRecord<byte[], byte[]> kafkaRecord =
                new ProducerRecord<>(
                        topic,
                        null,
                        null,
                        record.key().unsafeArray(),
                        record.value().unsafeArray(),
                        headers(record.traceparent()));
        try {
            producer.send(
                    kafkaRecord, (metadata, failure) -> delivery.ended(end(metadata, failure)));
        } catch (RuntimeException notSent) {
            delivery.ended(end(null, notSent));
        }
    }

    private static List<Header> headers(@Nullable Bytes traceparent) {
        return traceparent == null
                ? List.of()
                : List.of(new RecordHeader(TRACEPARENT, traceparent.unsafeArray()));
    }

    private End end(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null && metadata != null) {
            return new End.Arrived(metadata.partition(), metadata.offset());
        }
        if (failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException) {
            return new End.NeverTaken("record: " + oneLine(failure));
        }
        abandon();
        return new End.Lost(failure == null ? "no answer" : oneLine(failure));
    }

    /** What a failure of Kafka says, on one line. */
    static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? "" : ": " + failure.getMessage();
        String line = (failure.getClass().getSimpleName() + message).replaceAll("\\s+", " ");
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 500 ? line : line.substring(0, Math.min(line.length(), 250)) + "…";
    }

    @Override
    public void abandon() {
        producer.close(Duration.ZERO);
    }
}
