package org.entropyrepair.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.testkit.kafka.KafkaTopics;
import org.jspecify.annotations.Nullable;

/**
 * Failures at a steady rate: every tick one of each region's store, published to the next region's
 * topic. Runs on a thread of its own until it is ended.
 */
final class Load {
    private final KafkaTopics topics;
    private final List<String> regions;
    private final long tickNanos;
    private final Random random = new Random(1);
    private final Map<String, BitSet> published;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failed;

    /**
     * Begins.
     *
     * @param published is told of the number of each failure, by target; guarded by itself
     */
    Load(
            KafkaTopics topics,
            List<String> regions,
            int perSecondAndRegion,
            Map<String, BitSet> published) {
        this.topics = topics;
        this.regions = regions;
        this.tickNanos = 1_000_000_000L / perSecondAndRegion;
        this.published = published;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        int number = 0;
        long nextNanos = System.nanoTime();
        try {
            while (!closed) {
                List<ProducerRecord<byte[], byte[]>> due = new ArrayList<>();
                while (System.nanoTime() - nextNanos >= 0 && due.size() < 1_000) {
                    for (int i = 0; i < regions.size(); i++) {
                        due.add(record(number++, i));
                    }
                    nextNanos += tickNanos;
                }
                topics.produce(due);
                LockSupport.parkNanos(nextNanos - System.nanoTime());
            }
        } catch (RuntimeException e) {
            failed = e;
        }
    }

    private ProducerRecord<byte[], byte[]> record(int number, int region) {
        String target = regions.get(region);
        String origin = regions.get((region + 1) % regions.size());
        synchronized (published) {
            requireNonNull(published.get(target)).set(number);
        }
        FailureMessage failure =
                Failures.failure(number, String.valueOf(number), origin, target, random);
        return new ProducerRecord<>(
                RepairRun.topic(origin), FailureWriter.write(failure).unsafeArray());
    }

    /** Ends it; throws what it has failed with, if it has. */
    void end() throws InterruptedException {
        closed = true;
        thread.join();
        RuntimeException why = failed;
        if (why != null) {
            throw why;
        }
    }
}
