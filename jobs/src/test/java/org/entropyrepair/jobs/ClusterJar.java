package org.entropyrepair.jobs;

import java.io.File;
import java.io.IOException;
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

    /** What a stock {@code lib/} does not have, so that the jar must bring it. */
    private static final List<String> NOT_IN_LIB =
            List.of(
                    "/org/apache/kafka/",
                    "/com/fasterxml/",
                    "/io/github/resilience4j/",
                    "/com/github/luben/",
                    "/flink-connector-kafka-",
                    "/flink-connector-base-",
                    "entropy-repair-");

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
            return new String(
                            jar.getInputStream(jar.getEntry(name)).readAllBytes(),
                            StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** Starts the job's main class with nothing but the jar and what Flink's own lib has. */
    static Process start(Path output, String... args) throws IOException {
        Stream<String> lib =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar") && Files.exists(Path.of(entry)))
                        .filter(entry -> NOT_IN_LIB.stream().noneMatch(entry::contains));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx768m");
        command.add("-cp");
        command.add(
                String.join(
                        File.pathSeparator,
                        Stream.concat(lib, Stream.of(PATH.toString())).toList()));
        command.add("org.entropyrepair.jobs.RepairJob");
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
