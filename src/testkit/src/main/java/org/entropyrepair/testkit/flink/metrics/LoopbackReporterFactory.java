package org.entropyrepair.testkit.flink.metrics;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Found by Flink through {@code META-INF/services}, which lies wherever Flink is to find it. */
public final class LoopbackReporterFactory implements MetricReporterFactory {
    /** For Flink. */
    public LoopbackReporterFactory() {}

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new LoopbackReporter();
    }
}
