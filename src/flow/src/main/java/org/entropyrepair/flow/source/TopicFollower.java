package org.entropyrepair.flow.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a small topic of one partition, from its beginning and for as long as it is open, and
 * survives its broker as {@link FailureTopicSource} does: any trouble costs time and nothing else.
 *
 * <ol>
 *   <li>{@link #start()} begins a thread of its own, which calls the listener and nobody else does.
 *   <li>With each connection the listener is told where the topic ends, then every record it has
 *       not had, then that this end has been reached.
 *   <li>{@link #close()} ends the thread; it may be in the listener's hands until interrupted.
 * </ol>
 *
 * <p>Metrics: {@code sourceAvailable}, {@code sourceFailures}.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long BACKOFF_MILLIS_MAX = 10_000;
    private static final int FIRST = 0;

    private final TopicAddress address;
    private final Listener listener;
    private final SourceHealth health;
    private final TopicPartition partition;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private long next;
    private boolean begun;

    /** Is told what there is to be read. */
    public interface Listener {
        /** Connected: all records before {@code end} have been written so far. */
        void opened(long end) throws InterruptedException;

        /** A record. */
        void record(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;

        /** All records before {@code end} have been told. */
        void reached(long end) throws InterruptedException;
    }

    /** Of a topic; nothing is read before {@link #start()}. */
    public TopicFollower(TopicAddress address, MetricGroup metrics, Listener listener) {
        this.address = address;
        this.listener = listener;
        this.health =
                new SourceHealth(
                        address.feed(), metrics, BACKOFF_MILLIS_MAX, System::currentTimeMillis);
        this.partition = new TopicPartition(address.topic(), FIRST);
        this.thread = new Thread(this::run, "follower of " + address.feed());
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(TopicFollower.class.getClassLoader());
    }

    /** Begins to read. Once. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                try (Connection connection = new Connection()) {
                    follow(connection.reading);
                } catch (OffsetOutOfRangeException compacted) {
                    begun = false;
                } catch (WakeupException closing) {
                    return;
                } catch (InterruptException closing) {
                    return;
                } catch (KafkaException trouble) {
                    Thread.sleep(health.failed("read", trouble));
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> reading) throws InterruptedException {
        int partitions = reading.partitionsFor(address.topic(), CALL_MAX).size();
        if (partitions != 1) {
            throw new InvalidTopicException(
                    "topic "
                            + address.topic()
                            + ": "
                            + partitions
                            + " partitions (expected: 1, whose order decides)");
        }
        reading.assign(List.of(partition));
        long end = end(reading);
        if (begun && next <= end) {
            reading.seek(partition, next);
        } else {
            reading.seekToBeginning(List.of(partition));
            begun = false;
        }
        listener.opened(end);
        boolean toReach = true;
        long heardNanos = System.nanoTime();
        while (!closed) {
            if (toReach && reading.position(partition, CALL_MAX) >= end) {
                toReach = false;
                listener.reached(end);
            }
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL_MAX);
            for (ConsumerRecord<byte[], byte[]> each : records) {
                listener.record(each);
                next = each.offset() + 1;
                begun = true;
            }
            if (!records.isEmpty() || System.nanoTime() - heardNanos > PROBE_NANOS) {
                end(reading);
                heardNanos = System.nanoTime();
            }
        }
    }

    /** Also tells an empty topic from a broker that is away. */
    private long end(KafkaConsumer<byte[], byte[]> reading) {
        Map<TopicPartition, Long> ends = reading.endOffsets(List.of(partition), CALL_MAX);
        health.succeeded();
        return ends.getOrDefault(partition, 0L);
    }

    private final class Connection implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> reading;

        Connection() {
            reading = new KafkaConsumer<>(address.forConsumer("follower"));
            consumer = reading;
        }

        @Override
        public void close() {
            consumer = null;
            try {
                reading.close(CloseOptions.timeout(CLOSE_MAX));
            } catch (InterruptException closing) {
                Thread.currentThread().interrupt();
            } catch (KafkaException broken) {
                // It was to be thrown away; its sockets are closed all the same.
            }
        }
    }
}
