package org.entropyrepair.testkit.flink;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entropyrepair.testkit.flink.metrics.LoopbackMetrics;
import org.entropyrepair.testkit.server.ServerJars;

/**
 * The command lines of Flink's own programs, run from the jars of its {@code lib/}. A job manager
 * or task manager that {@code reports} its metrics does so through {@link LoopbackMetrics}.
 */
final class FlinkCommand {
    static final int TASK_HEAP_MEBIBYTES = 384;
    static final int FRAMEWORK_MEBIBYTES = 128;

    private static final String JOB_MANAGER =
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String ZOO_KEEPER =
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer";
    private static final String CLIENT = "org.apache.flink.client.cli.CliFrontend";

    /** What the job needs of those that a distribution opens. */
    private static final List<String> OPENED =
            List.of(
                    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED");

    private FlinkCommand() {}

    static List<String> jobManager(Path folder, boolean reports) {
        String name = "jobmanager";
        return java(folder, name, List.of("-Xmx384m"), program(JOB_MANAGER, folder, name, reports));
    }

    static List<String> taskManager(Path folder, String name, boolean reports) {
        List<String> memory =
                List.of(
                        "-Xmx" + (TASK_HEAP_MEBIBYTES + FRAMEWORK_MEBIBYTES) + "m",
                        "-XX:MaxDirectMemorySize=384m");
        return java(folder, name, memory, program(TASK_MANAGER, folder, name, reports));
    }

    private static List<String> program(String main, Path folder, String name, boolean reports) {
        List<String> mainAndArgs = new ArrayList<>();
        mainAndArgs.addAll(List.of(main, "--configDir", FlinkFiles.conf(folder).toString()));
        if (reports) {
            Path file = FlinkFiles.prometheusTargets(folder).resolve(name + ".json");
            mainAndArgs.addAll(List.of("-D", LoopbackMetrics.TARGET_FILE + "=" + file));
        }
        return mainAndArgs;
    }

    static List<String> zooKeeper(Path folder) {
        return java(
                folder,
                "zookeeper",
                List.of("-Xmx64m"),
                List.of(
                        ZOO_KEEPER,
                        "--zkConfigFile",
                        FlinkFiles.zooKeeper(folder).toString(),
                        "--peerId",
                        "1"));
    }

    /** What {@code bin/flink} runs; it finds the cluster through {@code FLINK_CONF_DIR}. */
    static List<String> client(Path folder, List<String> args) {
        List<String> mainAndArgs = new ArrayList<>();
        mainAndArgs.add(CLIENT);
        mainAndArgs.addAll(args);
        return java(folder, "client", List.of("-Xmx256m"), mainAndArgs);
    }

    private static List<String> java(
            Path folder, String name, List<String> memory, List<String> mainAndArgs) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(OPENED);
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Dlog4j2.configurationFile=" + FlinkFiles.log4j(folder).toUri());
        command.add("-Dlog.file=" + folder.resolve(name + ".log"));
        command.add("-cp");
        command.add(
                Stream.concat(
                                ServerJars.of("flink").stream(),
                                Stream.of(FlinkFiles.reporterJar(folder)).filter(Files::exists))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.addAll(mainAndArgs);
        return command;
    }
}
