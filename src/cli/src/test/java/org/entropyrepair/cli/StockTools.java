package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A shell in a folder, with Kafka's own tools on its path: scripts of their names, each of which
 * starts what a distribution's does, from this JVM's class path.
 */
final class StockTools {
    private static final int PATIENCE_SECONDS = 60;
    private static final Map<String, String> MAINS =
            Map.of(
                    "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
                    "kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer",
                    "kafka-console-producer.sh", "org.apache.kafka.tools.ConsoleProducer");

    private final Path folder;
    private final Path scripts;

    /** Those which run in a folder. */
    StockTools(Path folder) throws IOException {
        this.folder = folder;
        this.scripts = Files.createDirectories(folder.resolve("scripts"));
        for (Map.Entry<String, String> main : MAINS.entrySet()) {
            Path script = scripts.resolve(main.getKey());
            Files.writeString(
                    script,
                    "#!/bin/sh\nexec '%s' -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                            .formatted(
                                    Path.of(System.getProperty("java.home"), "bin", "java"),
                                    System.getProperty("java.class.path"),
                                    main.getValue()));
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
    }

    /** Runs a line of shell, which has to end well; what it printed, errors too. */
    String run(String line) throws Exception {
        return run(line, "");
    }

    /** The same, with what it is to read. */
    String run(String line, String input) throws Exception {
        Process process = start(line);
        process.outputWriter(StandardCharsets.UTF_8).append(input).close();
        List<String> printed = readUntil(process, ignored -> false);
        assertThat(process.waitFor()).as("%s: %s", line, printed).isZero();
        return String.join("\n", printed);
    }

    /** Runs one that ends only when it is stopped, up to the first line of such a kind. */
    String runUntil(String line, Predicate<String> wanted) throws Exception {
        Process process = start(line);
        try {
            List<String> printed = readUntil(process, wanted);
            String last = printed.isEmpty() ? "" : printed.get(printed.size() - 1);
            assertThat(wanted).as("%s: %s", line, printed).accepts(last);
            return last;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String line) throws IOException {
        ProcessBuilder shell =
                new ProcessBuilder("bash", "-o", "pipefail", "-c", line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        shell.environment().merge("PATH", scripts + ":", (old, own) -> own + old);
        return shell.start();
    }

    private static List<String> readUntil(Process process, Predicate<String> wanted)
            throws Exception {
        List<String> printed = new ArrayList<>();
        CompletableFuture<Boolean> reading =
                CompletableFuture.supplyAsync(
                        () ->
                                process.inputReader(StandardCharsets.UTF_8)
                                        .lines()
                                        .peek(printed::add)
                                        .anyMatch(wanted));
        try {
            reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("not ended, and printed " + printed, e);
        }
        return printed;
    }
}
