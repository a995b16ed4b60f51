package org.entropyrepair.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.OutcomeCodec;

/**
 * What the job says was repaired, and how long after the failure; read from the outcome topic on a
 * thread of its own.
 */
final class Repaired implements AutoCloseable {
    private final String brokers;
    private final Map<String, BitSet> pending;
    private final List<Repair> repairs = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "outcomes");
    private volatile boolean closed;
    private volatile long others;

    /**
     * One repair that has landed.
     *
     * @param failedAtMillis when the write failed
     * @param tookMillis from then to when it landed
     */
    private record Repair(String target, long failedAtMillis, long tookMillis) {}

    /**
     * Begins to read.
     *
     * @param pending by target, the numbers of what was published: those that landed are taken out;
     *     guarded by itself
     */
    Repaired(String brokers, Map<String, BitSet> pending) {
        this.brokers = brokers;
        this.pending = pending;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> properties =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, bytes, bytes)) {
            List<TopicPartition> all = List.of(new TopicPartition("outcomes", 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    take(OutcomeCodec.decode(Bytes.wrap(record.value())));
                }
            }
        }
    }

    private void take(Outcome outcome) {
        if (outcome.cell() == null || outcome.cell().key() == null || !outcome.state().isEnd()) {
            return;
        }
        if (outcome.state() != RepairState.APPLIED || outcome.version() == null) {
            others++;
            return;
        }
        int number = Integer.parseInt(outcome.cell().key().asUtf8().orElseThrow());
        long failedAt = outcome.version().token().generatedAtMicros() / 1_000;
        synchronized (pending) {
            requireNonNull(pending.get(outcome.target())).clear(number);
            repairs.add(new Repair(outcome.target(), failedAt, outcome.atMillis() - failedAt));
        }
    }

    /** How many repairs of a target have not landed. */
    int pending(String target) {
        synchronized (pending) {
            return requireNonNull(pending.get(target)).cardinality();
        }
    }

    /** How many repairs ended otherwise than by landing. */
    long others() {
        return others;
    }

    /** Time from failure to repair of what failed in this while at these targets, in order. */
    long[] tookMillis(List<String> targets, long fromMillis, long toMillis) {
        synchronized (pending) {
            long[] took =
                    repairs.stream()
                            .filter(one -> targets.contains(one.target()))
                            .filter(one -> one.failedAtMillis() >= fromMillis)
                            .filter(one -> one.failedAtMillis() < toMillis)
                            .mapToLong(Repair::tookMillis)
                            .toArray();
            Arrays.sort(took);
            return took;
        }
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
