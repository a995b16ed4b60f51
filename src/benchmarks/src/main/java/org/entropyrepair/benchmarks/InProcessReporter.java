package org.entropyrepair.benchmarks;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Hands some of the jobs' own metrics to the benchmark, which runs in the same process. */
public final class InProcessReporter implements MetricReporter, MetricReporterFactory {
    /** Name of the operator that repairs. */
    static final String REPAIR = "repair";

    private static final String DECODED = "decoded";
    private static final String APPLIED = "applied";
    private static final String TAKEN = "taken";
    private static final String REPORTED = "reported";
    private static final String PENDING = "pending";
    private static final String PARKED = "parked";
    private static final String CHECKPOINT_MILLIS = "lastCheckpointDuration";
    private static final String CHECKPOINT_BYTES = "lastCheckpointFullSize";
    private static final String CHECKPOINTS = "numberOfCompletedCheckpoints";
    private static final String HELD_UP = "held up";
    private static final Set<String> OF_TARGETS = Set.of(PENDING, PARKED);
    private static final Set<String> OF_CHECKPOINTS =
            Set.of(CHECKPOINTS, CHECKPOINT_MILLIS, CHECKPOINT_BYTES);
    private static final Map<Metric, String> WATCHED = new ConcurrentHashMap<>();

    /** For Flink. */
    public InProcessReporter() {}

    /** How many records the decoders of the running job have taken in. */
    static long decoded() {
        return sum(DECODED);
    }

    /** How many writes the stores have taken from the running job. */
    static long applied() {
        return sum(APPLIED);
    }

    /** How many outcomes and dead letters the operator that repairs has handed on, by Flink. */
    static long reported() {
        return sum(REPORTED);
    }

    /** How many repairs the running job says are pending. */
    static long pending() {
        return gauges(PENDING).sum();
    }

    /** How many of these stand in a parked index. */
    static long parked() {
        return gauges(PARKED).sum();
    }

    /** How many checkpoints of the running job have been completed. */
    static long checkpoints() {
        return gauges(CHECKPOINTS).sum();
    }

    /** How long the last of them took, ms. */
    static long checkpointMillis() {
        return gauges(CHECKPOINT_MILLIS).sum();
    }

    /** How many bytes it has, those it shares with earlier ones included. */
    static long checkpointBytes() {
        return gauges(CHECKPOINT_BYTES).sum();
    }

    /** How many failures the running job has taken in of which nothing pends any more. */
    static long finished() {
        long pending = pending(); // before the others, which only grow
        return Math.max(0, sum(TAKEN) - pending);
    }

    /** How many failures the running job has taken in. */
    static long taken() {
        return sum(TAKEN);
    }

    /** For how much of the last second a source was held up by what comes after it, at most, ms. */
    static long sourceHeldUpMillis() {
        return gauges(HELD_UP).max().orElse(0);
    }

    private static LongStream gauges(String what) {
        return WATCHED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(what))
                .mapToLong(entry -> ((Number) ((Gauge<?>) entry.getKey()).getValue()).longValue());
    }

    /** Whether there is a job whose metrics are watched. */
    static boolean watches() {
        return !WATCHED.isEmpty();
    }

    private static long sum(String what) {
        return WATCHED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(what))
                .mapToLong(entry -> ((Counter) entry.getKey()).getCount())
                .sum();
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return this;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        Map<String, String> variables = group.getAllVariables();
        String operator = variables.getOrDefault("<operator_name>", "");
        if (name.equals("numRecordsIn") && operator.startsWith("decode")) {
            WATCHED.put(metric, DECODED);
        } else if (name.equals("numRecordsIn") && operator.equals(REPAIR)) {
            WATCHED.put(metric, TAKEN);
        } else if (name.equals("numRecordsOut") && operator.equals(REPAIR)) {
            WATCHED.put(metric, REPORTED);
        } else if (OF_CHECKPOINTS.contains(name)
                || OF_TARGETS.contains(name)
                        && variables.containsKey("<target>")
                        && !variables.containsKey("<state>")) {
            WATCHED.put(metric, name);
        } else if (name.equals("answers") && APPLIED.equals(variables.get("<result>"))) {
            WATCHED.put(metric, APPLIED);
        } else if (name.equals("backPressuredTimeMsPerSecond")
                && variables.getOrDefault("<task_name>", "").startsWith("Source: source")) {
            WATCHED.put(metric, HELD_UP);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        WATCHED.remove(metric);
    }
}
