package org.entropyrepair.testkit.flink.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of Prometheus' {@code file_sd_configs} that names one process of this machine. What it is
 * called, without {@code .json}, is the label {@code process} of all that is scraped there.
 */
final class TargetFile {
    private static final String ENDING = ".json";
    private static final String NAME = "[A-Za-z0-9_.-]+" + "\\" + ENDING;

    private TargetFile() {}

    /**
     * Writes it in the place of an older one, as a whole: a reader sees the one or the other.
     *
     * @param port of 127.0.0.1
     * @throws IllegalArgumentException if it is called otherwise than {@code name.json}
     */
    static void write(Path file, int port) throws IOException {
        String name = file.getFileName().toString();
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(file + ": its name (expected: " + NAME + ")");
        }
        String process = name.substring(0, name.length() - ENDING.length());
        Path folder = Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        Path part = folder.resolve(name + ".part");
        Files.writeString(
                part,
                """
                [{"targets": ["127.0.0.1:%d"], "labels": {"process": "%s"}}]
                """
                        .formatted(port, process));
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
