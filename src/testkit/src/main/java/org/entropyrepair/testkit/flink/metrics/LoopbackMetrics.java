package org.entropyrepair.testkit.flink.metrics;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * What has to be said to Flink so that its processes are scraped on 127.0.0.1. Needs nothing of
 * Flink's itself, so that whoever starts processes need not have it.
 */
public final class LoopbackMetrics {
    /**
     * The setting which each process has for itself: the file, {@code name.json}, in which it says
     * where it listens. It is replaced when a process starts again.
     */
    public static final String TARGET_FILE = "metrics.reporter.loopback.targetFile";

    static final String TARGET_FILE_KEY = "targetFile";

    private static final String PACKAGE = "org.entropyrepair.testkit.flink.metrics";
    private static final String FACTORY = PACKAGE + ".LoopbackReporterFactory";
    private static final String SERVICE =
            "META-INF/services/org.apache.flink.metrics.reporter.MetricReporterFactory";

    /** All that runs in a process of Flink. */
    private static final List<String> CLASSES =
            List.of("LoopbackMetrics", "LoopbackReporter", "LoopbackReporterFactory", "TargetFile");

    private LoopbackMetrics() {}

    /** Flink's settings that are the same for all processes of a cluster. */
    public static Map<String, String> settings() {
        return Map.of(
                "metrics.reporter.loopback.factory.class",
                FACTORY,
                "metrics.reporter.loopback.filterLabelValueCharacters",
                "false");
    }

    /**
     * Writes the jar with the reporter, to stand on a process' class path beside Flink's own
     * reporter for Prometheus.
     *
     * @throws IOException if it cannot be written
     */
    public static void writeJar(Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out)) {
            for (String name : CLASSES) {
                String entry = PACKAGE.replace('.', '/') + "/" + name + ".class";
                packed.putNextEntry(new JarEntry(entry));
                try (InputStream bytes =
                        LoopbackMetrics.class.getClassLoader().getResourceAsStream(entry)) {
                    if (bytes == null) {
                        throw new FileNotFoundException(entry + ": not on the class path");
                    }
                    bytes.transferTo(packed);
                }
                packed.closeEntry();
            }
            packed.putNextEntry(new JarEntry(SERVICE));
            packed.write((FACTORY + "\n").getBytes(StandardCharsets.UTF_8));
            packed.closeEntry();
        }
    }
}
