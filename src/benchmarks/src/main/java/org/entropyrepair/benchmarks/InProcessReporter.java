package org.entropyrepair.benchmarks;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Hands the jobs' own counters of decoded records to the benchmark, which runs in the same process.
 */
public final class InProcessReporter implements MetricReporter, MetricReporterFactory {
    private static final Set<Counter> DECODED = ConcurrentHashMap.newKeySet();

    /** For Flink. */
    public InProcessReporter() {}

    /** How many records the decoders of the running job have taken in. */
    static long decoded() {
        return DECODED.stream().mapToLong(Counter::getCount).sum();
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
        if (isDecoded(metric, name, group)) {
            DECODED.add((Counter) metric);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (isDecoded(metric, name, group)) {
            DECODED.remove((Counter) metric);
        }
    }

    private static boolean isDecoded(Metric metric, String name, MetricGroup group) {
        return metric instanceof Counter
                && name.equals("numRecordsIn")
                && group.getAllVariables().getOrDefault("<operator_name>", "").startsWith("decode");
    }
}
