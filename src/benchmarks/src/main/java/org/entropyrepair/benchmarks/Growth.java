package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Failures, each of an edge of its own, that are published only a little ahead of the job, and
 * deleted from the topic once it has read them: the disk need not hold them all. Runs on a thread
 * of its own until all are published or it is closed.
 */
final class Growth implements AutoCloseable {
    private static final int BATCH = 5_000;
    private static final int AHEAD_MAX = 400_000;
    private static final int KEPT = 200_000;
    private static final int DELETED_EVERY = 500_000;

    private final KafkaBroker broker;
    private final String region;
    private final long count;
    private final Random random = new Random(1);
    private final Thread thread = new Thread(this::run, "growth");
    private volatile boolean closed;
    private volatile long bytes;

    /**
     * Begins, in a topic of one partition that is made first.
     *
     * @param region whose topic it is
     * @param count how many failures there are to be
     */
    Growth(KafkaBroker broker, String region, long count) {
        this.broker = broker;
        this.region = region;
        this.count = count;
        broker.createTopic(RepairRun.topic(region), 1, Map.of("segment.bytes", "67108864"));
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long deleted = 0;
        try {
            for (long from = 0; from < count && !closed; from += BATCH) {
                List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
                for (long i = from; i < Math.min(count, from + BATCH); i++) {
                    batch.add(record((int) i));
                }
                broker.topics().produce(batch);
                long read = InProcessReporter.decoded();
                while (!closed && from - read > AHEAD_MAX) {
                    Thread.sleep(50); // the pace of the job
                    read = InProcessReporter.decoded();
                }
                if (read - KEPT - deleted > DELETED_EVERY) {
                    deleted = read - KEPT;
                    broker.topics().deleteBefore(RepairRun.topic(region), 0, deleted);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProducerRecord<byte[], byte[]> record(int number) {
        byte[] value =
                FailureWriter.write(
                                Failures.failure(
                                        number,
                                        "user:" + Integer.reverse(number) % 1_000_000,
                                        region,
                                        region,
                                        random))
                        .unsafeArray();
        bytes += value.length;
        return new ProducerRecord<>(RepairRun.topic(region), value);
    }

    /** How many bytes a record's value has on the average. */
    long bytesEach() {
        return bytes / count;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
