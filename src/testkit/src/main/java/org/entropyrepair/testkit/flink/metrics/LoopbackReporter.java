package org.entropyrepair.testkit.flink.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.jspecify.annotations.Nullable;

/**
 * Flink's Prometheus reporter, but that it listens on 127.0.0.1 only, where Flink's own listens on
 * every address, and at a free port, which it writes into a file that Prometheus reads ({@link
 * TargetFile}). Made by Flink, one for each process.
 */
public final class LoopbackReporter extends AbstractPrometheusReporter {
    private @Nullable HTTPServer server;

    /** For the factory. */
    LoopbackReporter() {}

    /**
     * Listens, and says where.
     *
     * @throws IllegalArgumentException if the setting {@link LoopbackMetrics#TARGET_FILE} is
     *     missing
     * @throws UncheckedIOException if it cannot listen, or the file cannot be written
     */
    @Override
    public void open(MetricConfig config) {
        super.open(config);
        String file = config.getString(LoopbackMetrics.TARGET_FILE_KEY, null);
        if (file == null) {
            throw new IllegalArgumentException(
                    LoopbackMetrics.TARGET_FILE
                            + ": none (expected: the file that says where this process listens)");
        }
        try {
            HTTPServer listening =
                    new HTTPServer(
                            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
                            registry(),
                            true);
            server = listening;
            TargetFile.write(Path.of(file), listening.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException("reporter: cannot listen on 127.0.0.1 and say so", e);
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
}
