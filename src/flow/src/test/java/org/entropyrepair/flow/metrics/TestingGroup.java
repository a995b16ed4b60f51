package org.entropyrepair.flow.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Remembers what is registered in it and below, by names joined with dots. */
final class TestingGroup extends UnregisteredMetricsGroup {
    private final String prefix;
    private final Map<String, Metric> metrics;

    TestingGroup() {
        this("", new LinkedHashMap<>());
    }

    private TestingGroup(String prefix, Map<String, Metric> metrics) {
        this.prefix = prefix;
        this.metrics = metrics;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return new TestingGroup(prefix + key + "." + value + ".", metrics);
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
        metrics.put(prefix + name, counter);
        return counter;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        metrics.put(prefix + name, gauge);
        return gauge;
    }

    /** Of all that was registered. */
    Set<String> names() {
        return metrics.keySet();
    }

    /** What it says now. */
    Object value(String name) {
        Metric metric = metrics.get(name);
        if (metric instanceof Counter counter) {
            return counter.getCount();
        } else if (metric instanceof Gauge<?> gauge) {
            return gauge.getValue();
        }
        throw new IllegalArgumentException(name + " (expected: one of " + names() + ")");
    }
}
