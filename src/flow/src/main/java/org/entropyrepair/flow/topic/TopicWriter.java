package org.entropyrepair.flow.topic;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a topic; a record counts as written when all in-sync replicas have it. Safe for use by
 * several threads.
 */
public final class TopicWriter implements AutoCloseable {
    private static final String WAIT_MILLIS_MAX = "60000";
    private static final String RECORD_BYTES_MAX = Integer.toString(17 << 20);

    private final TopicAt topic;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * Connects.
     *
     * @throws TopicTrouble if its brokers cannot be named or do not want to be spoken to so
     */
    public TopicWriter(TopicAt topic) {
        this.topic = topic;
        Properties properties = topic.client();
        properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WAIT_MILLIS_MAX);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, WAIT_MILLIS_MAX);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        try {
            this.producer =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException notAClient) {
            Throwable cause = notAClient.getCause();
            throw TopicTrouble.with(topic, cause == null ? notAClient : cause);
        }
    }

    /**
     * Writes a record.
     *
     * @return completes with its place once it is acknowledged, or with a {@link TopicTrouble},
     *     such as {@link TooLarge}
     */
    public CompletableFuture<Position> write(
            @Nullable Bytes key, @Nullable Bytes value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.topic(), null, null, array(key), array(value));
        headers.forEach((name, text) -> record.headers().add(name, Bytes.utf8(text).toArray()));
        CompletableFuture<Position> written = new CompletableFuture<>();
        try {
            producer.send(
                    record,
                    (metadata, failure) -> {
                        if (failure == null) {
                            written.complete(
                                    new Position(
                                            metadata.topic(),
                                            metadata.partition(),
                                            metadata.offset()));
                        } else {
                            written.completeExceptionally(described(failure));
                        }
                    });
        } catch (KafkaException refused) {
            written.completeExceptionally(described(refused));
        }
        return written;
    }

    private RuntimeException described(Exception failure) {
        return TopicTrouble.cause(failure) instanceof RecordTooLargeException
                ? new TooLarge(String.valueOf(failure.getMessage()))
                : TopicTrouble.with(topic, failure);
    }

    private static byte @Nullable [] array(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.unsafeArray();
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        producer.close();
    }

    /** The topic will never take this record. */
    public static final class TooLarge extends TopicTrouble {
        private static final long serialVersionUID = 1L;

        TooLarge(String message) {
            super(message);
        }
    }
}
