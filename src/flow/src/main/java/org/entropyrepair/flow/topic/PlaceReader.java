package org.entropyrepair.flow.topic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.entropyrepair.core.model.Position;

/** Reads single records of a topic by their place. One thread only. */
public final class PlaceReader implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(200);
    private static final long SILENCE_SECONDS_MAX = 60;

    private final TopicAt topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Connects.
     *
     * @throws TopicTrouble if its brokers cannot be named or do not want to be spoken to so
     */
    public PlaceReader(TopicAt topic) {
        this.topic = topic;
        this.consumer = TopicScan.connect(topic);
    }

    /**
     * The record at a place of this topic; empty if it is not, or no longer, there.
     *
     * @throws TopicTrouble if the brokers do not answer
     */
    public Optional<ConsumerRecord<byte[], byte[]>> at(Position place) {
        TopicPartition partition = new TopicPartition(topic.topic(), place.partition());
        List<TopicPartition> only = List.of(partition);
        try {
            if (!exists(partition)
                    || consumer.beginningOffsets(only).getOrDefault(partition, 0L) > place.offset()
                    || consumer.endOffsets(only).getOrDefault(partition, 0L) <= place.offset()) {
                return Optional.empty();
            }
            consumer.assign(only);
            consumer.seek(partition, place.offset());
            long began = System.nanoTime();
            while (consumer.position(partition) <= place.offset()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TURN)) {
                    return record.offset() == place.offset()
                            ? Optional.of(record)
                            : Optional.empty();
                }
                if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS_MAX)) {
                    throw new TopicTrouble(
                            topic + ": silent (expected: the record at " + place + ")");
                }
            }
            return Optional.empty();
        } catch (KafkaException trouble) {
            throw TopicTrouble.with(topic, trouble);
        }
    }

    private boolean exists(TopicPartition partition) {
        try {
            return consumer.partitionsFor(topic.topic()).stream()
                    .anyMatch(info -> info.partition() == partition.partition());
        } catch (UnknownTopicOrPartitionException missing) {
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
