package org.entropyrepair.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.util.FileUtils;
import org.entropyrepair.testkit.flink.FlinkCluster;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A Flink cluster with one task manager, which runs all tasks of a job in one process, and a Kafka
 * broker; every test of this JVM that asks for it gets the same, and leaves it well.
 */
public final class SmallCluster implements AutoCloseable {
    private static final int SLOTS = 4;

    private final Path folder;
    private final KafkaBroker kafka;
    private final FlinkCluster flink;

    private SmallCluster(Path folder, KafkaBroker kafka, FlinkCluster flink) {
        this.folder = folder;
        this.kafka = kafka;
        this.flink = flink;
    }

    /** Gives it to parameters of its type. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == SmallCluster.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(
                            SmallCluster.class, made -> started(), SmallCluster.class);
        }
    }

    private static SmallCluster started() {
        try {
            Path folder = Files.createTempDirectory("small-cluster");
            CompletableFuture<KafkaBroker> kafka =
                    CompletableFuture.supplyAsync(
                            () -> KafkaBroker.in(folder.resolve("kafka")).start());
            FlinkCluster flink =
                    FlinkCluster.in(folder.resolve("flink"))
                            .taskManagers(1)
                            .slotsPerTaskManager(SLOTS)
                            .setting("parallelism.default", "1")
                            .start();
            return new SmallCluster(folder, kafka.join(), flink);
        } catch (IOException e) {
            throw new UncheckedIOException("small cluster", e);
        }
    }

    /** A folder of its own for a test. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** The broker. */
    public KafkaBroker kafka() {
        return kafka;
    }

    /** The cluster. */
    public FlinkCluster flink() {
        return flink;
    }

    @Override
    public void close() {
        flink.close();
        kafka.close();
        FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
}
