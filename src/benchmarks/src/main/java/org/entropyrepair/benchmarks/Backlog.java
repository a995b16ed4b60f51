package org.entropyrepair.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.SnappyStreamCompressionDecorator;
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
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
        long written = 0;
        Iterator<byte[]> values = values();
        for (int i = 0; i < records; i++) {
            byte[] value = values.next();
            written += value.length;
            batch.add(new ProducerRecord<>(topic, i % PARTITIONS, null, value));
            if (batch.size() == BATCH || i == records - 1) {
                broker.topics().produce(batch);
                batch = new ArrayList<>(BATCH);
            }
        }
        return written / records;
    }

    /**
     * How many bytes a record's value has on the average where values alone, one after the other,
     * are compressed as Flink compresses a savepoint.
     */
    long compressedBytes() throws IOException {
        CountingOutput out = new CountingOutput();
        try (OutputStream compressing =
                SnappyStreamCompressionDecorator.INSTANCE.decorateWithCompression(out)) {
            Iterator<byte[]> values = values();
            while (values.hasNext()) {
                compressing.write(values.next());
            }
        }
        return out.bytes / records;
    }

    /** The records' values, in their order. */
    private Iterator<byte[]> values() {
        Random random = new Random(seed);
        Zipf zipf = new Zipf(random);
        long lasted = perSecond == 0 ? 0 : records * 1_000_000L / perSecond;
        long beganMicros = System.currentTimeMillis() * 1_000 - lasted;
        int padding = Math.max(0, (bytes - written(0, beganMicros, 0, random).length) * 3 / 4);
        return IntStream.range(0, records)
                .mapToObj(
                        i -> {
                            long after = perSecond == 0 ? 0 : i * 1_000_000L / perSecond;
                            return written(edgeOf(i, zipf), beganMicros + after, padding, random);
                        })
                .iterator();
    }

    private static final class CountingOutput extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
        }
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
