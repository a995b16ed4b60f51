package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Failures that wait in a topic of two partitions before a job begins: the same ones for the same
 * seed, but for the time of the last of them, which is now.
 *
 * @param edges whose failures they are
 * @param bytes how large a record's value is, about; at least what it takes without a payload
 * @param records how many there are
 * @param perSecond how many happened within a second, which decides how many a hold lets pend at
 *     once; 0 if all happened at the same moment
 * @param seed of what is random
 */
record Backlog(Edges edges, int bytes, int records, int perSecond, long seed) {
    private static final int PARTITIONS = 2;
    private static final int BATCH = 5_000;

    /** Whose failures they are. */
    enum Edges {
        /** Every failure of an edge of its own: nothing merges. */
        DISTINCT,
        /** A hundred thousand edges, the most popular of them far more often than the others. */
        ZIPF,
        /** All of one cell. */
        HOT
    }

    /** The region whose topic it is in; a Kafka topic and a region of its own for each backlog. */
    String region() {
        return edges.name().toLowerCase(Locale.ROOT) + "-" + bytes;
    }

    /** Makes the topic. */
    void createTopic(KafkaBroker broker) {
        broker.createTopic(RepairRun.topic(region()), PARTITIONS, Map.of());
    }

    /**
     * Fills the topic.
     *
     * @return how many bytes a record's value has on the average
     */
    long fill(KafkaBroker broker) {
        String topic = RepairRun.topic(region());
        Random random = new Random(seed);
        Zipf zipf = new Zipf(random);
        long lasted = perSecond == 0 ? 0 : records * 1_000_000L / perSecond;
        long beganMicros = System.currentTimeMillis() * 1_000 - lasted;
        int padding = Math.max(0, (bytes - written(0, beganMicros, 0, random).length) * 3 / 4);
        long written = 0;
        for (int from = 0; from < records; from += BATCH) {
            List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
            for (int i = from; i < Math.min(records, from + BATCH); i++) {
                long micros = beganMicros + (perSecond == 0 ? 0 : i * 1_000_000L / perSecond);
                byte[] value = written(edgeOf(i, zipf), micros, padding, random);
                written += value.length;
                batch.add(new ProducerRecord<>(topic, i % PARTITIONS, null, value));
            }
            broker.topics().produce(batch);
        }
        return written / records;
    }

    private int edgeOf(int number, Zipf zipf) {
        return switch (edges) {
            case DISTINCT -> number;
            case ZIPF -> zipf.next();
            case HOT -> 0;
        };
    }

    private byte[] written(int edge, long micros, int padding, Random random) {
        byte[] value = new byte[padding];
        random.nextBytes(value);
        String source = "user:" + edge;
        String target = "user:" + Integer.reverse(edge) % 1_000_000;
        return FailureWriter.write(
                        new FailureMessage(
                                new Subject.Edge(
                                        Failures.GRAPH, Failures.EDGE_TYPE, source, target),
                                new FailureMessage.Write.Put(
                                        new Cell(
                                                Failures.NAMESPACE,
                                                Bytes.utf8(source),
                                                Bytes.utf8(target)),
                                        Bytes.wrap(value)),
                                new Token(micros, random.nextLong(), random.nextLong()),
                                region(),
                                region(),
                                micros / 1_000,
                                new Cause(Cause.Kind.TIMEOUT, "")))
                .unsafeArray();
    }
}
