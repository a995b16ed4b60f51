package org.entropyrepair.jobs.e2e;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.jspecify.annotations.Nullable;

/**
 * Flink's Prometheus reporter, but that it listens on 127.0.0.1 only, where Flink's own listens on
 * every address. The last one made in this JVM is the one that is scraped.
 */
public final class LoopbackReporter extends AbstractPrometheusReporter {
    private static volatile int port;

    private @Nullable HTTPServer server;

    /** For the factory. */
    LoopbackReporter() {}

    /** Lets a cluster report so. */
    static void addTo(Configuration configuration) {
        configuration.setString("metrics.reporter.loopback.factory.class", Factory.class.getName());
        configuration.setString("metrics.reporter.loopback.filterLabelValueCharacters", "false");
    }

    /** Where it is scraped, {@code host:port}. */
    static String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void open(MetricConfig config) {
        super.open(config);
        try {
            server =
                    new HTTPServer(
                            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
                            registry(),
                            true);
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("reporter: cannot listen on 127.0.0.1", e);
        }
    }

    /** Flink's own reads it in the same package. */
    private CollectorRegistry registry() {
        try {
            var field = AbstractPrometheusReporter.class.getDeclaredField("registry");
            field.setAccessible(true);
            return (CollectorRegistry) field.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("reporter: has no registry (expected: Flink 2.2's)", e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        super.close();
    }

    /** For Flink. */
    public static final class Factory implements MetricReporterFactory {
        /** For Flink. */
        public Factory() {}

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new LoopbackReporter();
        }
    }
}
