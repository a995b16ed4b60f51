package org.entropyrepair.flow.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic without a consumer group: nothing is committed, nobody is disturbed. Uncommitted
 * records are read, too. Not safe for use by several threads.
 */
public final class TopicScan implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(200);
    private static final long SILENCE_SECONDS_MAX = 60;

    private final TopicAt topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private TopicScan(TopicAt topic) {
        this.topic = topic;
        this.consumer = connect(topic);
    }

    /**
     * Connects to a topic.
     *
     * @throws TopicTrouble if its brokers cannot be named or do not want to be spoken to so
     */
    public static TopicScan of(TopicAt topic) {
        return new TopicScan(topic);
    }

    /** A consumer in no group, with nothing assigned. */
    static KafkaConsumer<byte[], byte[]> connect(TopicAt topic) {
        try {
            return new KafkaConsumer<>(
                    topic.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException notAClient) {
            Throwable cause = notAClient.getCause();
            throw TopicTrouble.with(topic, cause == null ? notAClient : cause);
        }
    }

    /**
     * Visits every record from the earliest to the last there is now, partition by partition.
     *
     * @param topic the topic
     * @param visitor takes a record; false ends the scan
     * @throws TopicTrouble if the topic is not there, or its brokers do not answer
     */
    public static void all(TopicAt topic, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        try (TopicScan scan = of(topic)) {
            scan.all(visitor);
        }
    }

    private void all(Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        try {
            List<TopicPartition> partitions = partitions();
            if (partitions.isEmpty()) {
                throw TopicTrouble.missing(topic);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                Long end = ends.get(partition);
                if (end != null && !upTo(partition, end, visitor)) {
                    return;
                }
            }
        } catch (KafkaException trouble) {
            throw TopicTrouble.with(topic, trouble);
        }
    }

    /** Whether to go on. */
    private boolean upTo(
            TopicPartition partition, long end, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long heardNanos = System.nanoTime();
        long reached = consumer.position(partition);
        while (reached < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TURN)) {
                if (record.offset() < end && !visitor.test(record)) {
                    return false;
                }
            }
            long position = consumer.position(partition);
            if (position > reached) {
                heardNanos = System.nanoTime();
            } else if (System.nanoTime() - heardNanos
                    > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS_MAX)) {
                throw new TopicTrouble(
                        "%s: silent for %d s at offset %d of partition %d (expected: to reach %d)"
                                .formatted(
                                        topic,
                                        SILENCE_SECONDS_MAX,
                                        position,
                                        partition.partition(),
                                        end));
            }
            reached = position;
        }
        return true;
    }

    /** Goes to the end of the topic; {@link #next} tells what comes after it. */
    public void follow() {
        try {
            List<TopicPartition> partitions = partitions();
            if (partitions.isEmpty()) {
                throw TopicTrouble.missing(topic);
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        } catch (KafkaException trouble) {
            throw TopicTrouble.with(topic, trouble);
        }
    }

    /** What has come since; waits for it a moment. */
    public ConsumerRecords<byte[], byte[]> next() {
        try {
            return consumer.poll(TURN);
        } catch (KafkaException trouble) {
            throw TopicTrouble.with(topic, trouble);
        }
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        try {
            for (PartitionInfo info : consumer.partitionsFor(topic.topic())) {
                partitions.add(new TopicPartition(info.topic(), info.partition()));
            }
        } catch (UnknownTopicOrPartitionException missing) {
            return List.of();
        }
        partitions.sort((a, b) -> Integer.compare(a.partition(), b.partition()));
        return partitions;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
