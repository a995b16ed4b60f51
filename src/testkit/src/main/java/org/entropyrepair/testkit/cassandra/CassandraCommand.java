package org.entropyrepair.testkit.cassandra;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entropyrepair.testkit.server.ServerJars;

/** The command lines of Cassandra's own programs, run from its jars. */
final class CassandraCommand {
    private static final String DAEMON = "org.apache.cassandra.service.CassandraDaemon";
    private static final String NODE_TOOL = "org.apache.cassandra.tools.NodeTool";

    private static final List<String> EXPORTS =
            List.of(
                    "java.base/jdk.internal.misc",
                    "java.base/jdk.internal.ref",
                    "java.base/sun.nio.ch",
                    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                    "java.rmi/sun.rmi.registry",
                    "java.rmi/sun.rmi.server",
                    "java.rmi/sun.rmi.transport.tcp",
                    "java.sql/java.sql",
                    "java.management/com.sun.jmx.remote.security");

    private static final List<String> OPENS =
            List.of(
                    "java.base/java.lang.module",
                    "java.base/java.lang",
                    "java.base/java.lang.reflect",
                    "java.base/java.io",
                    "java.base/java.net",
                    "java.base/java.nio",
                    "java.base/java.util",
                    "java.base/java.util.concurrent",
                    "java.base/java.util.concurrent.atomic",
                    "java.base/sun.nio.ch",
                    "java.base/jdk.internal.loader",
                    "java.base/jdk.internal.ref",
                    "java.base/jdk.internal.reflect",
                    "java.base/jdk.internal.math",
                    "java.base/jdk.internal.module",
                    "java.base/jdk.internal.util.jar",
                    "java.rmi/sun.rmi.transport.tcp",
                    "jdk.management/com.sun.management.internal");

    private CassandraCommand() {}

    static List<String> daemon(Path folder, int jmxPort, CassandraServer.Builder options) {
        List<String> command = java(folder, "-Xmx" + options.heapMegabytes() + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-Xss512k");
        if (options.quickStart()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-Dcassandra.storagedir=" + folder);
        command.add("-Dcassandra.logdir=" + folder);
        command.add("-Dcassandra.jmx.local.port=" + jmxPort);
        command.add("-Dcassandra-foreground=yes");
        command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
        command.add("-Dcassandra.ring_delay_ms=100");
        command.add("-Dcassandra.superuser_setup_delay_ms=0");
        command.add("-Dcassandra.auth_bcrypt_gensalt_log2_rounds=4");
        command.add("-Dcassandra.role_password_update_min_interval_in_ms=0");
        command.add(DAEMON);
        return command;
    }

    static List<String> nodeTool(Path folder, int jmxPort, String... args) {
        List<String> command = java(folder, "-Xmx64m");
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        NODE_TOOL,
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(jmxPort)));
        command.addAll(List.of(args));
        return command;
    }

    private static List<String> java(Path folder, String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(heap);
        EXPORTS.forEach(name -> command.add("--add-exports=" + name + "=ALL-UNNAMED"));
        OPENS.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Djdk.attach.allowAttachSelf=true");
        command.add("-Dcassandra.config=" + CassandraFiles.yaml(folder).toUri());
        command.add("-cp");
        command.add(
                Stream.concat(
                                Stream.of(CassandraFiles.conf(folder)),
                                ServerJars.of("cassandra").stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        return command;
    }
}
