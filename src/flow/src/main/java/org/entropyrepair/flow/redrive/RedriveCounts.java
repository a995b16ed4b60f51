package org.entropyrepair.flow.redrive;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.entropyrepair.core.model.DeathReason;

/**
 * Counts what becomes of letters, over all tasks; Flink shows it while the job runs and hands it to
 * whoever waits for the job's end. Of a task that is restarted the counts begin anew. Safe for use
 * by several threads.
 */
public final class RedriveCounts implements Accumulator<String, TreeMap<String, Long>> {
    /** What Flink calls it. */
    public static final String NAME = "dead letters";

    /** How many records have been read. */
    public static final String READ = "read";

    /** How often the job was restarted. */
    public static final String RESTARTS = "restarts";

    /** How many marks could not be read; their letters are taken for not dealt with. */
    public static final String MARKS_UNREADABLE = "unreadable marks";

    private static final long serialVersionUID = 1L;

    private final ConcurrentSkipListMap<String, Long> counts = new ConcurrentSkipListMap<>();

    /** Nothing was counted yet. */
    public RedriveCounts() {}

    /** Those of a task. */
    static RedriveCounts in(RuntimeContext context) {
        RedriveCounts counts = new RedriveCounts();
        context.addAccumulator(NAME, counts);
        return counts;
    }

    /** Counts what became of a letter. */
    void add(Fate fate, DeathReason reason) {
        add(fate.words());
        if (fate == Fate.REDRIVEN || fate == Fate.REFUSED || fate == Fate.LOOPING) {
            add(fate.words() + ": " + reason);
        }
    }

    /** Counts what became of a record. */
    void add(Fate fate) {
        add(fate.words());
    }

    @Override
    public void add(String name) {
        add(name, 1);
    }

    void add(String name, long count) {
        counts.merge(name, count, Long::sum);
    }

    @Override
    public TreeMap<String, Long> getLocalValue() {
        return new TreeMap<>(counts);
    }

    @Override
    public void resetLocal() {
        counts.clear();
    }

    @Override
    public void merge(Accumulator<String, TreeMap<String, Long>> other) {
        for (Map.Entry<String, Long> count : other.getLocalValue().entrySet()) {
            add(count.getKey(), count.getValue());
        }
    }

    @Override
    public RedriveCounts clone() {
        RedriveCounts copy = new RedriveCounts();
        copy.merge(this);
        return copy;
    }
}
