package org.entropyrepair.flow.metrics;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** Registers metrics of the catalogue with Flink, below one group. */
public final class Meters {
    private final MetricGroup group;

    /** Below this group. */
    public Meters(MetricGroup group) {
        this.group = group;
    }

    /**
     * A count that one thread writes.
     *
     * @param values of the metric's labels, in their order
     */
    public Counter counter(JobMetric metric, String... values) {
        return counter(metric, new SimpleCounter(), values);
    }

    /** A count of the caller's own making, for instance one that several threads write. */
    public <C extends Counter> C counter(JobMetric metric, C counter, String... values) {
        return groupOf(metric, JobMetric.Kind.COUNT, values).counter(metric.id(), counter);
    }

    /** A count that is kept elsewhere and read from any thread. */
    public void counted(JobMetric metric, LongSupplier count, String... values) {
        groupOf(metric, JobMetric.Kind.COUNT, values)
                .<Long, Gauge<Long>>gauge(metric.id(), count::getAsLong);
    }

    /** A sum that is kept elsewhere and read from any thread. */
    public void summed(JobMetric metric, Supplier<Double> sum, String... values) {
        groupOf(metric, JobMetric.Kind.COUNT, values)
                .<Double, Gauge<Double>>gauge(metric.id(), sum::get);
    }

    /** How things are; read from any thread. */
    public <T extends Number> void gauge(JobMetric metric, Gauge<T> gauge, String... values) {
        groupOf(metric, JobMetric.Kind.GAUGE, values).<T, Gauge<T>>gauge(metric.id(), gauge);
    }

    /** The group in which the metric's series with these values is. */
    MetricGroup groupOf(JobMetric metric, JobMetric.Kind kind, String... values) {
        List<Label> labels = metric.labels();
        if (metric.kind() != kind || labels.size() != values.length) {
            throw new IllegalArgumentException(
                    metric
                            + ": "
                            + kind
                            + " with "
                            + values.length
                            + " labels (expected: "
                            + metric.kind()
                            + " with "
                            + labels
                            + ")");
        }
        MetricGroup of = group;
        for (int i = 0; i < values.length; i++) {
            of = of.addGroup(labels.get(i).key(), values[i]);
        }
        return of;
    }
}
