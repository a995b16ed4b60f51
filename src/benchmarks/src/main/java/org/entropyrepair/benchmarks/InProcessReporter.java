package org.entropyrepair.benchmarks;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final String PENDING = "pending";
    private static final String HELD_UP = "held up";
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

    /** How many repairs the running job says are pending. */
    static long pending() {
        return WATCHED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(PENDING))
                .mapToLong(entry -> ((Number) ((Gauge<?>) entry.getKey()).getValue()).longValue())
                .sum();
    }

    /** How many failures the running job has taken in of which nothing pends any more. */
    static long finished() {
        long pending = pending(); // before the others, which only grow
        return Math.max(0, sum(TAKEN) - pending);
    }

    /** For how much of the last second a source was held up by what comes after it, at most, ms. */
    static long sourceHeldUpMillis() {
        return WATCHED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(HELD_UP))
                .mapToLong(entry -> ((Number) ((Gauge<?>) entry.getKey()).getValue()).longValue())
                .max()
                .orElse(0);
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
        } else if (name.equals("pending")
                && variables.containsKey("<target>")
                && !variables.containsKey("<state>")) {
            WATCHED.put(metric, PENDING);
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
