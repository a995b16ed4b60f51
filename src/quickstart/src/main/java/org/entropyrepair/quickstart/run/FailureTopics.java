package org.entropyrepair.quickstart.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.publisher.FailurePublisher;
import org.entropyrepair.publisher.Published;
import org.entropyrepair.publisher.PublisherSettings;
import org.entropyrepair.quickstart.faults.BadRecords.Bad;
import org.entropyrepair.quickstart.faults.Provoked;
import org.entropyrepair.quickstart.progress.Pending;
import org.entropyrepair.quickstart.service.CellWrite;
import org.entropyrepair.quickstart.service.FailureRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failure topics of all regions: failures go there by the publisher, as any service's would,
 * and bad records past it. Keeps account of what is pending since, and of what has to die.
 */
final class FailureTopics implements FailureRecords, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FailureTopics.class);
    private static final int UNANSWERED_MAX = 8_192;

    private final Map<String, FailurePublisher> publishers = new LinkedHashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Pending pending;
    private final Provoked provoked;
    private final AtomicLong published = new AtomicLong();
    private final Semaphore unanswered = new Semaphore(UNANSWERED_MAX);

    /**
     * Opens them.
     *
     * @param spools where what cannot be published is kept meanwhile
     */
    FailureTopics(
            List<String> regions,
            String brokers,
            RunFolder spools,
            Pending pending,
            Provoked provoked) {
        for (String region : regions) {
            publishers.put(
                    region,
                    FailurePublisher.open(
                            PublisherSettings.of(
                                    brokers,
                                    RegionFile.failureTopic(region),
                                    spools.resolve("spool").resolve(region))));
        }
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ProducerConfig.ACKS_CONFIG,
                                "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.pending = pending;
        this.provoked = provoked;
    }

    /** Waits while too many of those before are unanswered. */
    @Override
    public void publish(Failed failed) {
        FailurePublisher publisher = publishers.get(failed.origin());
        if (publisher == null) {
            throw new IllegalArgumentException(
                    "origin: " + failed.origin() + " (expected: one of " + publishers + ")");
        }
        unanswered.acquireUninterruptibly();
        DeathReason reason = failed.provoked();
        if (reason != null) {
            provoked.failure(reason, failed.write().cell(), failed.token(), failed.target());
        } else {
            long micros = failed.token().generatedAtMicros();
            pending.published(failed.write().cell(), failed.target(), micros);
        }
        published.incrementAndGet();
        var unused =
                publisher
                        .publish(message(failed))
                        .whenComplete(
                                (answer, bug) -> {
                                    unanswered.release();
                                    if (answer instanceof Published.Refused refused) {
                                        LOG.error("a failure was refused: {}", refused);
                                    }
                                });
    }

    /** Writes a record which has to die to the failure topic of a region. */
    void publishBad(String region, Bad bad) {
        unanswered.acquireUninterruptibly();
        String topic = RegionFile.failureTopic(region);
        published.incrementAndGet();
        var unused =
                producer.send(
                        new ProducerRecord<>(topic, bad.value()),
                        (place, failed) -> {
                            if (failed == null) {
                                provoked.record(
                                        bad.reason(), topic, place.partition(), place.offset());
                            } else {
                                LOG.error("a bad record was not taken", failed);
                            }
                            unanswered.release();
                        });
    }

    /** How many records have been published to the topics, bad ones included. */
    long published() {
        return published.get();
    }

    /**
     * Waits until the broker has everything.
     *
     * @return whether that came to pass in time
     */
    boolean flush(Duration timeout) throws InterruptedException {
        long endNanos = System.nanoTime() + timeout.toNanos();
        if (!unanswered.tryAcquire(UNANSWERED_MAX, timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        unanswered.release(UNANSWERED_MAX);
        while (publishers.values().stream().anyMatch(one -> one.stats().spoolRecords() > 0)) {
            if (System.nanoTime() > endNanos) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    @Override
    public void close() {
        publishers.values().forEach(FailurePublisher::close);
        producer.close(Duration.ofSeconds(5));
    }

    private static FailureMessage message(Failed failed) {
        return new FailureMessage(
                failed.subject(),
                write(failed.write()),
                failed.token(),
                failed.origin(),
                failed.target(),
                failed.failedAtMillis(),
                failed.cause());
    }

    private static FailureMessage.Write write(CellWrite write) {
        return switch (write.op()) {
            case PUT ->
                    new FailureMessage.Write.Put(
                            write.cell(), write.value(), write.metadata(), write.ttlSeconds());
            case DELETE -> new FailureMessage.Write.Delete(write.cell());
            case DELETE_RECORD -> new FailureMessage.Write.DeleteRecord(write.cell());
            case COPY -> new FailureMessage.Write.Copy(write.cell());
        };
    }
}
