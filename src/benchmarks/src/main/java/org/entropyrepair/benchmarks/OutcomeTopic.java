package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.testkit.kafka.KafkaTopics;

/**
 * The outcomes that a console reads: of edges that have one repair in each region, ten edges a
 * user, a tenth of all edges to the same item. One repair in ten still waits, for one of seventy
 * reasons; of what has ended, one in four had waited before and said so.
 *
 * @param repairs how many there are
 * @param regions at which
 * @param seed of what is random
 */
record OutcomeTopic(int repairs, List<String> regions, long seed) {
    /** The topic. */
    static final String NAME = "outcomes";

    /** The node at which a tenth of all edges end. */
    static final String POPULAR = "item:popular";

    private static final int REASONS = 70;
    private static final int EDGES_OF_A_USER = 10;
    private static final int BATCH = 5_000;
    private static final long START_MILLIS = 1_769_040_000_000L;

    /** Keeps a copy. */
    OutcomeTopic {
        regions = List.copyOf(regions);
    }

    /**
     * Fills the topic.
     *
     * @return how many records were written
     */
    long fill(KafkaTopics topics) {
        Random random = new Random(seed);
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
        long written = 0;
        for (int repair = 0; repair < repairs; repair++) {
            boolean waits = random.nextInt(10) == 0;
            boolean waited = waits || random.nextInt(4) == 0;
            if (waited) {
                String reason = "no host of " + random.nextInt(REASONS) + " answers";
                batch.add(record(outcome(repair, RepairState.BACKING_OFF, reason, random)));
            }
            if (!waits) {
                batch.add(record(outcome(repair, RepairState.APPLIED, "", random)));
            }
            if (batch.size() >= BATCH || repair == repairs - 1) {
                topics.produce(batch);
                written += batch.size();
                batch.clear();
            }
        }
        return written;
    }

    private static ProducerRecord<byte[], byte[]> record(Outcome outcome) {
        return new ProducerRecord<>(
                NAME,
                OutcomeCodec.key(outcome).unsafeArray(),
                OutcomeCodec.encode(outcome).unsafeArray());
    }

    private Outcome outcome(int repair, RepairState state, String reason, Random random) {
        Subject.Edge edge = edge(repair / regions.size());
        long since = START_MILLIS + repair;
        return new Outcome(
                state,
                edge,
                new Cell(Failures.NAMESPACE, Bytes.utf8(edge.source()), Bytes.utf8(edge.target())),
                regions.get(repair % regions.size()),
                Version.put(new Token(since * 1_000, random.nextLong(), random.nextLong())),
                state.isEnd() ? 2 : 1,
                "entropy-repair",
                since,
                1,
                since,
                state.isEnd() ? 0 : since + 1_000,
                reason,
                "all");
    }

    /** How many edges there are. */
    int edges() {
        return (repairs + regions.size() - 1) / regions.size();
    }

    /** The edge of a number below {@link #edges()}. */
    Subject.Edge edge(int number) {
        return new Subject.Edge(
                Failures.GRAPH,
                Failures.EDGE_TYPE,
                "user:" + number / EDGES_OF_A_USER,
                number % EDGES_OF_A_USER == 0 ? POPULAR : "item:" + number);
    }
}
