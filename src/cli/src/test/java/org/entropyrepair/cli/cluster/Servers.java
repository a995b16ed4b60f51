package org.entropyrepair.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.util.FileUtils;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.flink.FlinkCluster;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * What the tests share: a Flink cluster of a job manager, two task managers and a ZooKeeper, a
 * Kafka broker and a Cassandra, each a process of its own. Whoever breaks one mends it.
 */
final class Servers implements AutoCloseable {
    private final Path folder;
    private final KafkaBroker kafka;
    private final CassandraServer cassandra;
    private final FlinkCluster flink;
    private int scenes;

    private Servers(Path folder, KafkaBroker kafka, CassandraServer cassandra, FlinkCluster flink) {
        this.folder = folder;
        this.kafka = kafka;
        this.cassandra = cassandra;
        this.flink = flink;
    }

    static Servers start() throws IOException {
        Path folder = Files.createTempDirectory("real-cluster");
        CompletableFuture<KafkaBroker> kafka =
                CompletableFuture.supplyAsync(
                        () -> KafkaBroker.in(folder.resolve("kafka")).start());
        CompletableFuture<CassandraServer> cassandra =
                CompletableFuture.supplyAsync(
                        () -> CassandraServer.in(folder.resolve("cassandra")).start());
        FlinkCluster flink =
                FlinkCluster.in(folder.resolve("flink"))
                        .setting("metrics.fetcher.update-interval", "1000")
                        .slotsPerTaskManager(1) // a job of two has tasks on both
                        .highlyAvailable()
                        .start();
        return new Servers(folder, kafka.join(), cassandra.join(), flink);
    }

    KafkaBroker kafka() {
        return kafka;
    }

    CassandraServer cassandra() {
        return cassandra;
    }

    FlinkCluster flink() {
        return flink;
    }

    /** A folder and a name that nobody else has. */
    Scene scene() throws IOException {
        String name = "scene" + ++scenes;
        return new Scene(this, name, Files.createDirectories(folder.resolve(name)));
    }

    @Override
    public void close() {
        flink.close();
        kafka.close();
        cassandra.kill();
        cassandra.close();
        FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
}
