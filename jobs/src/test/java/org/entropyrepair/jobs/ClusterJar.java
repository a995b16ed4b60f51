package org.entropyrepair.jobs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.entropyrepair.testkit.server.ServerJars;

/** The jar that is submitted to a cluster, as the build left it. */
final class ClusterJar {
    static final Path PATH = Path.of("target", "entropy-repair-jobs.jar");

    /** What the start scripts of Flink open on Java 17, as far as the job needs it. */
    static final List<String> OPENED =
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

    /** The jars of Flink's own lib. */
    static List<Path> lib() {
        return ServerJars.of("flink");
    }

    /** Names of all classes in Flink's own lib, as paths. */
    static Set<String> classesOfLib() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path one : lib()) {
            try (JarFile jar = new JarFile(one.toFile())) {
                Collections.list(jar.entries()).stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.endsWith(".class"))
                        .filter(name -> !name.startsWith("META-INF/"))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Starts the job's main class with nothing but the jar and what Flink's own lib has. */
    static Process start(Path output, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPENED);
        command.add("-cp");
        command.add(
                Stream.concat(lib().stream(), Stream.of(PATH))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add("org.entropyrepair.jobs.RepairJob");
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
