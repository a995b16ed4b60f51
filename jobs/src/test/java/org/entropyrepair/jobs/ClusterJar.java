package org.entropyrepair.jobs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The jar that is submitted to a cluster, as the build left it. */
final class ClusterJar {
    static final Path PATH = Path.of("target", "entropy-repair-jobs.jar");

    /**
     * What Flink's own {@code lib/} has: Flink, what it brings, and what it logs with. Everything
     * else on this class path is the jar's to bring.
     */
    private static final List<String> IN_LIB =
            List.of(
                    "/org/apache/flink/flink-",
                    "/com/ververica/frocksdbjni/",
                    "/com/esotericsoftware/",
                    "/org/objenesis/",
                    "/org/snakeyaml/",
                    "/commons-cli/",
                    "/commons-collections/",
                    "/commons-io/",
                    "/org/apache/commons/",
                    "/com/google/code/findbugs/jsr305/",
                    "/org/javassist/",
                    "/org/xerial/snappy/",
                    "/at/yawk/lz4/",
                    "/tools/profiler/",
                    "/org/slf4j/",
                    "/org/apache/logging/log4j/");

    /** Flink's, but not in its {@code lib/}. */
    private static final List<String> NOT_IN_LIB =
            List.of(
                    "/flink-connector-kafka-",
                    "/flink-connector-base-",
                    "/flink-test-utils",
                    "/flink-table-",
                    "-tests.jar");

    /** What {@code flink run} opens on Java 17. */
    private static final List<String> OPENED =
            List.of(
                    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED");

    private ClusterJar() {}

    /** Names of all files in it. */
    static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(PATH.toFile())) {
            return Collections.list(jar.entries()).stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    /** Lines of a file in it. */
    static List<String> lines(String name) throws IOException {
        try (JarFile jar = new JarFile(PATH.toFile())) {
            return new String(bytes(jar, jar.getEntry(name)), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** The text constants of its classes, each with the class after a blank. */
    static List<String> textsOfClasses() throws IOException {
        List<String> texts = new ArrayList<>();
        try (JarFile jar = new JarFile(PATH.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    ClassTexts.of(bytes(jar, entry))
                            .forEach(text -> texts.add(text + " " + entry.getName()));
                }
            }
        }
        return texts;
    }

    private static byte[] bytes(JarFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    /** The class path of a process that has nothing but Flink's own lib. */
    static String lib() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && Files.exists(Path.of(entry)))
                .filter(entry -> IN_LIB.stream().anyMatch(entry::contains))
                .filter(entry -> NOT_IN_LIB.stream().noneMatch(entry::contains))
                .reduce((all, one) -> all + File.pathSeparator + one)
                .orElseThrow();
    }

    /** Starts the job's main class with nothing but the jar and what Flink's own lib has. */
    static Process start(Path output, String... args) throws IOException {
        return java(
                output,
                lib() + File.pathSeparator + PATH,
                Stream.concat(Stream.of("org.entropyrepair.jobs.RepairJob"), Arrays.stream(args)));
    }

    /**
     * Submits it as {@code flink run} does, to a cluster inside the process that is started:
     * Flink's lib is the process's class path, the jar and its companions are the job's own code.
     *
     * @param conf a folder for Flink's configuration
     * @param companion another jar, which every user-code class loader gets ({@code -C})
     */
    static Process submit(Path output, Path conf, Path companion, String... args)
            throws IOException {
        Files.createDirectories(conf);
        Files.writeString(
                conf.resolve("config.yaml"),
                "taskmanager.memory.managed.size: 64mb\nparallelism.default: 1\n");
        return java(
                output,
                lib(),
                Stream.concat(
                        Stream.of(
                                "org.apache.flink.client.cli.CliFrontend",
                                "run",
                                "-t",
                                "local",
                                "-C",
                                companion.toUri().toString(),
                                "-c",
                                "org.entropyrepair.jobs.RepairJob",
                                PATH.toString()),
                        Arrays.stream(args)),
                "FLINK_CONF_DIR",
                conf.toString());
    }

    private static Process java(
            Path output, String classPath, Stream<String> mainAndArgs, String... environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPENED);
        command.addAll(List.of("-Xmx768m", "-cp", classPath));
        mainAndArgs.forEach(command::add);
        ProcessBuilder process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        for (int i = 0; i < environment.length; i += 2) {
            process.environment().put(environment[i], environment[i + 1]);
        }
        return process.start();
    }
}
