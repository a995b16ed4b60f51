package org.entropyrepair.jobs.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.entropyrepair.testkit.flink.metrics.LoopbackMetrics;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.net.TcpProxy;
import org.jspecify.annotations.Nullable;

/**
 * What the tests share because its start is dear: a Flink cluster in this JVM and a Kafka broker of
 * its own for each region, started when a test first names it. Whoever breaks a broker mends it.
 *
 * <ul>
 *   <li>{@code us}: never in trouble; dead letters and outcomes are at home there.
 *   <li>{@code eu}, {@code ap}: each behind a proxy.
 *   <li>{@code sa}: asks for a password.
 * </ul>
 */
final class Stage implements AutoCloseable {
    /** The broker that is never in trouble. */
    static final String CALM = "us";

    /** The one that asks who you are. */
    static final String GUARDED = "sa";

    /** Who its clients are. */
    static final String USER = "repair";

    /** What they say to prove it. */
    static final String PASSWORD = "open-sesame";

    private static final List<String> BEHIND_PROXIES = List.of("eu", "ap");
    private static final int SLOTS = 4;

    private final Path folder = newFolder();
    private final InMemoryReporter metrics = InMemoryReporter.create();
    private final Map<String, KafkaBroker> brokers = new HashMap<>();
    private final Map<String, TcpProxy> proxies = new HashMap<>();
    private @Nullable MiniCluster cluster;
    private int scenes;
    private int tries;
    private int taskManagersLost;

    /** The brokers of these regions, started side by side where they do not run yet. */
    synchronized void start(List<String> regions) {
        Map<String, CompletableFuture<KafkaBroker>> starting = new HashMap<>();
        for (String region : regions) {
            if (!brokers.containsKey(region)) {
                KafkaBroker.Builder broker =
                        KafkaBroker.in(folder.resolve("broker-" + region + "-" + ++tries));
                if (BEHIND_PROXIES.contains(region)) {
                    TcpProxy proxy = TcpProxy.open();
                    proxies.put(region, proxy);
                    broker.behind(proxy);
                } else if (region.equals(GUARDED)) {
                    broker.password(USER, PASSWORD);
                }
                broker.messageMaxBytes(8 << 20);
                starting.put(region, CompletableFuture.supplyAsync(broker::start));
            }
        }
        starting.forEach((region, broker) -> brokers.put(region, broker.join()));
    }

    /** The broker of a region. */
    synchronized KafkaBroker broker(String region) {
        start(List.of(region));
        KafkaBroker broker = brokers.get(region);
        if (broker == null) {
            throw new IllegalStateException("broker: none of " + region);
        }
        return broker;
    }

    /** The way to the broker of a region. */
    synchronized TcpProxy proxy(String region) {
        broker(region);
        TcpProxy proxy = proxies.get(region);
        if (proxy == null) {
            throw new IllegalStateException("proxy: none before " + region);
        }
        return proxy;
    }

    /** The Flink cluster. */
    synchronized MiniCluster cluster() throws Exception {
        MiniCluster running = cluster;
        if (running == null) {
            running = new MiniCluster(clusterConfiguration());
            cluster = running;
            running.start();
        }
        return running;
    }

    /** What the jobs on the cluster measure, while they run. */
    InMemoryReporter metrics() {
        return metrics;
    }

    /** Ends the task manager with all that runs on it; another takes its place. */
    synchronized void loseTaskManager() throws Exception {
        MiniCluster running = cluster();
        running.terminateTaskManager(taskManagersLost++).get(60, TimeUnit.SECONDS);
        running.startTaskManager();
    }

    /** A name that no other scene on this stage has. */
    synchronized String nextScene() {
        scenes++;
        return "s" + scenes;
    }

    /** A folder that this run has for itself. */
    Path folder() {
        return folder;
    }

    /** A folder with a file that says where Prometheus finds the cluster. */
    Path targets() {
        return folder.resolve("targets");
    }

    @Override
    public synchronized void close() {
        MiniCluster running = cluster;
        if (running != null) {
            CompletableFuture<Void> ended = running.closeAsync();
            ended.orTimeout(60, TimeUnit.SECONDS).join();
        }
        brokers.values().forEach(KafkaBroker::close);
        proxies.values().forEach(TcpProxy::close);
    }

    private MiniClusterConfiguration clusterConfiguration() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(CoreOptions.TMP_DIRS, folder.resolve("flink").toString());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        configuration.set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofSeconds(60));
        metrics.addToConfiguration(configuration);
        LoopbackMetrics.settings().forEach(configuration::setString);
        configuration.setString(
                LoopbackMetrics.TARGET_FILE, targets().resolve("flink.json").toString());
        return new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .setCommonBindAddress("127.0.0.1")
                .withRandomPorts()
                .build();
    }

    /** A folder for one run of tests. */
    static Path newFolder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "e2e-")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException("target: cannot be written", e);
        }
    }
}
