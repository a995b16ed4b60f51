package org.entropyrepair.testkit.flink;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.entropyrepair.testkit.flink.metrics.LoopbackMetrics;

/** Writes a cluster's configuration files into its folder. */
final class FlinkFiles {
    private FlinkFiles() {}

    /** The folder that Flink calls its configuration directory. */
    static Path conf(Path folder) {
        return folder.resolve("conf");
    }

    static Path log4j(Path folder) {
        return conf(folder).resolve("log4j.properties");
    }

    static Path zooKeeper(Path folder) {
        return conf(folder).resolve("zoo.cfg");
    }

    static Path checkpoints(Path folder) {
        return folder.resolve("checkpoints");
    }

    static Path savepoints(Path folder) {
        return folder.resolve("savepoints");
    }

    /** Jars that were uploaded; outside Flink's temporary folders, so that they outlive it. */
    static Path jars(Path folder) {
        return folder.resolve("jars");
    }

    /** A file of each process that says where it is scraped. */
    static Path prometheusTargets(Path folder) {
        return folder.resolve("prometheus");
    }

    /** What the processes report with; there only where they do. */
    static Path reporterJar(Path folder) {
        return folder.resolve("loopback-reporter.jar");
    }

    static void write(Path folder, FlinkPorts ports, FlinkCluster.Builder options)
            throws IOException {
        for (Path made :
                new Path[] {
                    conf(folder), checkpoints(folder), savepoints(folder), jars(folder), tmp(folder)
                }) {
            Files.createDirectories(made);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        addresses(settings, ports);
        folders(settings, folder);
        state(settings);
        memory(settings, options);
        if (options.isHighlyAvailable()) {
            settings.put("high-availability.type", "zookeeper");
            settings.put("high-availability.storageDir", folder.resolve("ha").toUri().toString());
            settings.put("high-availability.zookeeper.quorum", "127.0.0.1:" + ports.zooKeeper());
            settings.put("high-availability.jobmanager.port", Integer.toString(ports.rpc()));
            // A job manager that was killed is missed after this, and another may lead.
            settings.put("high-availability.zookeeper.client.session-timeout", "6s");
        }
        reporter(settings, folder, options);
        settings.putAll(options.settings());
        Files.writeString(
                conf(folder).resolve("config.yaml"),
                settings.entrySet().stream()
                        .map(FlinkFiles::line)
                        .collect(Collectors.joining("\n", "", "\n")));
        Files.writeString(log4j(folder), LOG);
        Files.writeString(
                zooKeeper(folder),
                ZOO_KEEPER.formatted(folder.resolve("zookeeper"), ports.zooKeeper()));
    }

    /** Files of processes which this cluster may not have are of the one before. */
    private static void reporter(Map<String, String> to, Path folder, FlinkCluster.Builder options)
            throws IOException {
        Path targets = Files.createDirectories(prometheusTargets(folder));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(targets, "*.json")) {
            for (Path one : old) {
                Files.deleteIfExists(one);
            }
        }
        Files.deleteIfExists(reporterJar(folder));
        if (options.hasMetricsForPrometheus()) {
            LoopbackMetrics.writeJar(reporterJar(folder));
            to.putAll(LoopbackMetrics.settings());
        }
    }

    private static String line(Map.Entry<String, String> setting) {
        return setting.getKey() + ": '" + setting.getValue().replace("'", "''") + "'";
    }

    private static Path tmp(Path folder) {
        return folder.resolve("tmp");
    }

    private static void addresses(Map<String, String> to, FlinkPorts ports) {
        to.put("jobmanager.rpc.address", "127.0.0.1");
        to.put("jobmanager.rpc.port", Integer.toString(ports.rpc()));
        to.put("jobmanager.bind-host", "127.0.0.1");
        to.put("taskmanager.host", "127.0.0.1");
        to.put("taskmanager.bind-host", "127.0.0.1");
        to.put("rest.address", "127.0.0.1");
        to.put("rest.port", Integer.toString(ports.rest()));
        to.put("rest.bind-address", "127.0.0.1");
        to.put("rest.bind-port", Integer.toString(ports.rest()));
        // What is gone is missed within seconds; what only stands still, not so soon.
        to.put("heartbeat.interval", "1s");
        to.put("heartbeat.timeout", "60s");
    }

    private static void folders(Map<String, String> to, Path folder) {
        to.put("io.tmp.dirs", tmp(folder).toString());
        to.put("web.upload.dir", jars(folder).toString());
        to.put("execution.checkpointing.dir", checkpoints(folder).toUri().toString());
        to.put("execution.checkpointing.savepoint-dir", savepoints(folder).toUri().toString());
    }

    private static void state(Map<String, String> to) {
        to.put("state.backend.type", "rocksdb");
        to.put("execution.checkpointing.interval", "1s");
        to.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        to.put("restart-strategy.type", "fixed-delay");
        to.put("restart-strategy.fixed-delay.attempts", "1000");
        to.put("restart-strategy.fixed-delay.delay", "500ms");
    }

    /** What the start scripts of a distribution would work out. */
    private static void memory(Map<String, String> to, FlinkCluster.Builder options) {
        to.put("taskmanager.numberOfTaskSlots", Integer.toString(options.slots()));
        to.put("parallelism.default", Integer.toString(options.slots()));
        to.put("taskmanager.cpu.cores", "1");
        to.put("taskmanager.memory.task.heap.size", FlinkCommand.TASK_HEAP_MEBIBYTES + "m");
        to.put("taskmanager.memory.task.off-heap.size", "64m");
        to.put("taskmanager.memory.framework.heap.size", FlinkCommand.FRAMEWORK_MEBIBYTES + "m");
        to.put("taskmanager.memory.framework.off-heap.size", "128m");
        to.put("taskmanager.memory.jvm-metaspace.size", "256m");
        to.put("taskmanager.memory.jvm-overhead.min", "192m");
        to.put("taskmanager.memory.jvm-overhead.max", "192m");
        to.put("taskmanager.memory.managed.size", 64 * options.slots() + "m");
        to.put("taskmanager.memory.network.min", "64m");
        to.put("taskmanager.memory.network.max", "64m");
    }

    private static final String ZOO_KEEPER =
            """
            tickTime=500
            dataDir=%s
            clientPort=%d
            clientPortAddress=127.0.0.1
            admin.enableServer=false
            """;

    private static final String LOG =
            """
            rootLogger.level = info
            rootLogger.appenderRef.out.ref = out
            appender.out.type = Console
            appender.out.name = out
            appender.out.layout.type = PatternLayout
            appender.out.layout.pattern = %d %p %c{1} %m%n
            logger.kafka.name = org.entropyrepair.shaded.org.apache.kafka
            logger.kafka.level = warn
            """;
}
