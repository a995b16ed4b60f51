package org.entropyrepair.quickstart.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.entropyrepair.testkit.flink.FlinkCluster;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.prometheus.PrometheusSettings;
import org.entropyrepair.testkit.server.ServerJars;

/**
 * The process that keeps a local cluster: all the others are its children, and end with it, however
 * it ends.
 */
final class Keeper {
    private static final String ADDRESSES = "addresses";
    private static final Path ALERTS = Path.of("src", "deploy", "prometheus", "alerts.yml");
    private static final Duration SCRAPED_EVERY = Duration.ofSeconds(5);

    private Keeper() {}

    /** Starts everything, writes down where it is, and stays until it is told to end. */
    static void keep(Path folder) throws IOException, InterruptedException {
        CompletableFuture<KafkaBroker> starting =
                CompletableFuture.supplyAsync(
                        () -> KafkaBroker.in(folder.resolve("kafka")).start());
        try (FlinkCluster flink =
                        FlinkCluster.in(folder.resolve("flink"))
                                .highlyAvailable()
                                .metricsForPrometheus()
                                .start();
                KafkaBroker kafka = starting.join()) {
            Path alerts = Path.of(System.getProperty(ServerJars.ROOT, ".")).resolve(ALERTS);
            new PrometheusSettings(flink.prometheusTargets(), List.of(alerts), SCRAPED_EVERY)
                    .write(prometheus(folder));
            Path part = folder.resolve("addresses.part");
            Files.write(
                    part,
                    List.of(
                            "flink=" + flink.address(),
                            "kafka=" + kafka.bootstrapServers(),
                            "savepoints=" + flink.savepoints()));
            Files.move(part, folder.resolve(ADDRESSES), StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await(); // SIGTERM ends it, and the children with it
        }
    }

    /** The settings of a Prometheus that scrapes it; there once it has come up. */
    static Path prometheus(Path folder) {
        return folder.resolve("prometheus.yml");
    }

    /** Where everything is; empty as long as it has not come up. */
    static Properties addresses(Path folder) throws IOException {
        Properties addresses = new Properties();
        Path file = folder.resolve(ADDRESSES);
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                addresses.load(in);
            }
        }
        return addresses;
    }
}
