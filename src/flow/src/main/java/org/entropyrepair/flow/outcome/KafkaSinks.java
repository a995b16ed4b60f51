package org.entropyrepair.flow.outcome;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Outcome;

/**
 * The sinks of dead letters and outcomes: at least once, acknowledged by all replicas. A repeat is
 * told by its {@code er-id} or its revision; Kafka's transactions are not used, because they expire
 * while a job is down.
 */
public final class KafkaSinks {
    private KafkaSinks() {}

    /** Writes dead letters; those too large for the topic without their value. */
    public static Sink<DeadLetter> deadLetters(Destination destination) {
        return sink(destination, new DeadLetterRecords(destination));
    }

    /** Writes outcomes; those too large for the topic without their edge and cell. */
    public static Sink<Outcome> outcomes(Destination destination) {
        return sink(destination, new OutcomeRecords(destination));
    }

    private static <T> Sink<T> sink(
            Destination destination, KafkaRecordSerializationSchema<T> records) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(destination.producerProperties())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(records)
                .build();
    }
}
