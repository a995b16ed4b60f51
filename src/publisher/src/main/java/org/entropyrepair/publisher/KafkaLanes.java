package org.entropyrepair.publisher;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the broker, on a thread of its own, until the topic is known; then hands over a lane.
 * Nothing that goes wrong on the way is an error of the publisher: it is said once, and tried
 * again.
 */
final class KafkaLanes implements Lane.Source {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLanes.class);

    /** How long one call of the producer may block the courier. */
    private static final Duration BLOCK_MAX = Duration.ofSeconds(1);

    private static final long PAUSE_MILLIS = 500;

    private final Map<String, Object> config;
    private final String topic;
    private final Runnable signal;
    private final AtomicReference<@Nullable Lane> found = new AtomicReference<>();

    /** The producer of a look that has not succeeded yet. */
    private final AtomicReference<@Nullable Producer<byte[], byte[]>> seeking =
            new AtomicReference<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService seeker;
    private String lastTrouble = "";

    /**
     * A source of lanes; {@link #seek} starts it.
     *
     * @param signal run, on any thread, when a lane was found
     * @throws IllegalArgumentException if Kafka does not accept the settings
     */
    KafkaLanes(PublisherSettings settings, Runnable signal) {
        this.config = config(settings);
        this.topic = settings.topic();
        this.signal = signal;
        this.seeker =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, "failure-publisher-seeker");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    private static Map<String, Object> config(PublisherSettings settings) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "entropy-repair-publisher");
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        config.putAll(settings.kafkaProperties());
        int deliveryMillis = Math.toIntExact(settings.deliveryTimeout().toMillis());
        long bufferBytes = 2 * settings.inFlightBytesMax() + (8 << 20);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMillis);
        config.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.max(1, Math.min(5000, deliveryMillis / 2)));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MAX.toMillis());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
        // Else a topic not written to for five minutes is forgotten, and the next send blocks.
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(30).toMillis());
        config.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Math.max(1 << 20, settings.recordBytesMax() + (64 << 10)));
        try {
            new ProducerConfig(config);
        } catch (ConfigException wrong) {
            throw new IllegalArgumentException(
                    "kafkaProperties: " + KafkaLane.oneLine(wrong), wrong);
        }
        return config;
    }

    @Override
    public void seek() {
        if (closed.getCount() > 0) {
            seeker.execute(this::seekUntilFound);
        }
    }

    @Override
    public @Nullable Lane found() {
        return found.getAndSet(null);
    }

    private void seekUntilFound() {
        try {
            while (closed.getCount() > 0 && !look()) {
                if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            closeSeeking();
        }
    }

    /** Looks once; true if a lane was found. */
    private boolean look() {
        try {
            Producer<byte[], byte[]> producer = seeking.get();
            if (producer == null) {
                producer = new KafkaProducer<>(config);
                seeking.set(producer);
            }
            producer.partitionsFor(topic);
            lastTrouble = "";
            seeking.set(null);
            found.set(new KafkaLane(producer, topic));
            signal.run();
            return true;
        } catch (KafkaException trouble) {
            if (closed.getCount() > 0) {
                say(trouble);
            }
            return false;
        }
    }

    private void closeSeeking() {
        Producer<byte[], byte[]> producer = seeking.getAndSet(null);
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }

    private void say(KafkaException trouble) {
        String line = KafkaLane.oneLine(trouble);
        if (!line.equals(lastTrouble)) {
            LOG.warn("publisher: topic {} cannot be reached, tried again: {}", topic, line);
            lastTrouble = line;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        seeker.shutdown();
        closeSeeking(); // which ends its look at once
        boolean interrupted = false;
        try {
            // One look takes BLOCK_MAX; a producer that is being made closes itself afterwards.
            if (!seeker.awaitTermination(2 * BLOCK_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("publisher: the seeker ends later");
            }
        } catch (InterruptedException stop) {
            interrupted = true;
        }
        Lane unused = found();
        if (unused != null) {
            unused.abandon();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
