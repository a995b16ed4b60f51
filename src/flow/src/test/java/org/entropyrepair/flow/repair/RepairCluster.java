package org.entropyrepair.flow.repair;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Flink cluster in this JVM, shared by the tests of a class, and a folder for its snapshots. */
final class RepairCluster implements BeforeAllCallback, AfterAllCallback {
    private final InMemoryReporter metrics = InMemoryReporter.createWithRetainedMetrics();
    private final int slots;
    private MiniCluster cluster;
    private Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit calls beforeAll() before anything else
    RepairCluster() {
        this(8);
    }

    /** A cluster of so many slots, which share half a gigabyte of memory for state. */
    @SuppressWarnings("NullAway.Init") // as above
    RepairCluster(int slots) {
        this.slots = slots;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("repair-rig");
        Configuration config = new Configuration();
        config.set(RestOptions.BIND_PORT, "0");
        config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        metrics.addToConfiguration(config);
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(config)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(slots)
                                .withRandomPorts()
                                .build());
        cluster.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        cluster.closeAsync().get();
        FileUtils.deleteDirectory(new File(folder.toUri()));
    }

    MiniCluster flink() {
        return cluster;
    }

    Path folder() {
        return folder;
    }

    Map<String, Metric> metrics(JobID job, String pattern) {
        return metrics.findMetrics(job, pattern);
    }
}
