package org.entropyrepair.console.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.entropyrepair.flow.topic.TopicAt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic on a thread of its own, from its beginning and on for ever. Brokers that do not
 * answer are asked again; a topic that is not there is waited for. Nothing is committed.
 */
public final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration TURN = Duration.ofMillis(300);
    private static final long PAUSE_MILLIS_MIN = 500;
    private static final long PAUSE_MILLIS_MAX = 15_000;
    private static final long PARTITIONS_SECONDS = 20;
    private static final int CLOSE_SECONDS_MAX = 10;

    private final TopicAt topic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> ear;
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile State state = new State(false, 0, "");

    /**
     * How far it is.
     *
     * @param caughtUp whether the end, as of the last look, has been reached
     * @param records how many have been read
     * @param trouble why nothing can be read; empty if it can
     */
    public record State(boolean caughtUp, long records, String trouble) {}

    /**
     * Begins to read.
     *
     * @param ear takes records, on one thread, in each partition's order; what it throws ends the
     *     reading and is said
     */
    public Follower(TopicAt topic, Consumer<ConsumerRecord<byte[], byte[]>> ear) {
        this.topic = topic;
        this.ear = ear;
        this.thread = new Thread(this::run, "console-" + topic.topic());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long pauseMillis = PAUSE_MILLIS_MIN;
        while (closed.getCount() > 0) {
            long before = state.records();
            try {
                follow();
            } catch (KafkaException trouble) {
                said(trouble.getMessage() == null ? trouble.toString() : trouble.getMessage());
            } catch (RuntimeException broken) {
                LOG.error("{} can no longer be read", topic, broken);
                said("reading has ended: " + broken.getMessage());
                return;
            }
            pauseMillis =
                    state.records() > before
                            ? PAUSE_MILLIS_MIN
                            : Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
            try {
                if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void said(String trouble) {
        State now = state;
        if (!trouble.equals(now.trouble())) {
            LOG.warn("{}: {}", topic, trouble);
        }
        state = new State(now.caughtUp(), now.records(), trouble);
    }

    private void follow() {
        Properties properties = topic.client();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, bytes, bytes)) {
            long lookedNanos = 0;
            boolean any = false;
            while (closed.getCount() > 0) {
                long now = System.nanoTime();
                if (!any || now - lookedNanos > TimeUnit.SECONDS.toNanos(PARTITIONS_SECONDS)) {
                    lookedNanos = now;
                    any = assign(consumer);
                    if (!any) {
                        said("the topic is not there (yet)");
                        return;
                    }
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TURN)) {
                    ear.accept(record);
                    reached.put(
                            new TopicPartition(record.topic(), record.partition()),
                            record.offset() + 1);
                    State last = state;
                    state = new State(last.caughtUp(), last.records() + 1, last.trouble());
                }
                look(consumer);
            }
        }
    }

    private boolean assign(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        try {
            for (PartitionInfo info : consumer.partitionsFor(topic.topic())) {
                partitions.add(new TopicPartition(info.topic(), info.partition()));
            }
        } catch (UnknownTopicOrPartitionException missing) {
            return false;
        }
        if (!consumer.assignment().equals(new HashSet<>(partitions))) {
            consumer.assign(partitions);
            for (TopicPartition partition : partitions) {
                Long offset = reached.get(partition);
                if (offset == null) {
                    consumer.seekToBeginning(List.of(partition));
                } else {
                    consumer.seek(partition, offset);
                }
            }
        }
        return !partitions.isEmpty();
    }

    private void look(KafkaConsumer<byte[], byte[]> consumer) {
        boolean all = true;
        for (TopicPartition partition : consumer.assignment()) {
            all &= consumer.currentLag(partition).orElse(1) == 0;
        }
        state = new State(all, state.records(), "");
    }

    /** How far it is. */
    public State state() {
        return state;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
