package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.testkit.kafka.KafkaTopics;

/**
 * Fills a failure topic, the same way for the same seed: every failure is of an edge of its own.
 */
final class Failures {
    static final String GRAPH = "social";
    static final String EDGE_TYPE = "follows";
    static final String NAMESPACE = "social.follows.forward";
    static final String REGION = "here";

    private static final int BATCH = 5_000;
    private static final int VALUE_BYTES = 64;

    private Failures() {}

    /**
     * Writes {@code count} failures that have just happened.
     *
     * @return how many bytes a record's value has on the average
     */
    static long fill(KafkaTopics topics, String topic, int count, long seed) {
        Random random = new Random(seed);
        long bytes = 0;
        for (int from = 0; from < count; from += BATCH) {
            List<FailureMessage> batch = new ArrayList<>(BATCH);
            for (int i = from; i < Math.min(count, from + BATCH); i++) {
                batch.add(failure(i, random));
            }
            bytes += fill(topics, topic, batch);
        }
        return bytes / count;
    }

    /**
     * Writes these failures.
     *
     * @return how many bytes all the records' values have
     */
    static long fill(KafkaTopics topics, String topic, List<FailureMessage> failures) {
        long bytes = 0;
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
        for (FailureMessage failure : failures) {
            byte[] value = FailureWriter.write(failure).unsafeArray();
            bytes += value.length;
            batch.add(new ProducerRecord<>(topic, value));
            if (batch.size() == BATCH) {
                topics.produce(batch);
                batch.clear();
            }
        }
        topics.produce(batch);
        return bytes;
    }

    /** A failure of the edge of this number, which has just happened. */
    static FailureMessage failure(int number, Random random) {
        return failure(number, "user:" + random.nextInt(1_000_000), REGION, REGION, random);
    }

    /** The same with the other end of the edge, and the regions. */
    static FailureMessage failure(
            int number, String otherEnd, String origin, String target, Random random) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        String source = "user:" + number;
        long now = System.currentTimeMillis();
        return new FailureMessage(
                new Subject.Edge(GRAPH, EDGE_TYPE, source, otherEnd),
                new FailureMessage.Write.Put(
                        new Cell(NAMESPACE, Bytes.utf8(source), Bytes.utf8(otherEnd)),
                        Bytes.wrap(value)),
                new Token(now * 1000 + number % 1000, random.nextLong(), random.nextLong()),
                origin,
                target,
                now,
                new Cause(Cause.Kind.TIMEOUT, "no answer in 500 ms"));
    }
}
