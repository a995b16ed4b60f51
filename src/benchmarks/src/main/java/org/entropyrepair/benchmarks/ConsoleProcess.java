package org.entropyrepair.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A console in a process of its own, with the heap and the flags that it is shipped with. */
final class ConsoleProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int END_SECONDS_MAX = 30;
    private static final String NOBODY = "http://127.0.0.1:9";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final BufferedReader says;
    private final PrintStream asks;
    private final URI address;

    private ConsoleProcess(Process process) throws IOException {
        this.process = process;
        this.says =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.asks = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String line = line("http://");
        this.address = URI.create(line.substring(0, line.indexOf('#')));
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param config file of the region config
     * @param heapMebibytes the most heap it may take
     */
    static ConsoleProcess start(Path config, int heapMebibytes) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heapMebibytes + "m",
                                "-XX:+UseSerialGC",
                                "-Dlog4j2.level=ERROR",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ConsoleMain.class.getName(),
                                "console",
                                "--config",
                                config.toString(),
                                "--cluster",
                                NOBODY,
                                "--listen",
                                "127.0.0.1:0")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            return new ConsoleProcess(process);
        } catch (IOException | RuntimeException notStarted) {
            process.destroyForcibly();
            throw notStarted;
        }
    }

    private String line(String beginning) throws IOException {
        for (String line = says.readLine(); line != null; line = says.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new IllegalStateException(
                "console: its process ended (expected: a line that begins with " + beginning + ")");
    }

    /**
     * What it answers.
     *
     * @param path with its query, encoded
     * @throws IllegalStateException if it refuses
     */
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                client.send(
                        HttpRequest.newBuilder(address.resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    path + ": " + answer.statusCode() + " (expected: an answer)");
        }
        return JSON.readTree(answer.body());
    }

    /** How much of its heap is used after a collection, bytes. */
    long heapBytes() throws IOException {
        return number(ConsoleMain.HEAP);
    }

    /** How much CPU time it has taken so far, nanoseconds. */
    long cpuNanos() throws IOException {
        return number(ConsoleMain.CPU);
    }

    private long number(String word) throws IOException {
        asks.println(word);
        return Long.parseLong(line(ConsoleMain.MARK).substring(ConsoleMain.MARK.length()));
    }

    /** The most memory that the process ever had, all of it, bytes. */
    long mostBytes() throws IOException {
        String mark = "VmHWM:";
        for (String line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
            if (line.startsWith(mark)) {
                String kibibytes = line.substring(mark.length()).replace("kB", "").strip();
                return Long.parseLong(kibibytes) << 10;
            }
        }
        throw new IllegalStateException("/proc: no " + mark + " (expected: as Linux has it)");
    }

    /** Ends it in order, so that it removes what it keeps on disk; by force if it does not end. */
    @Override
    public void close() {
        asks.close();
        process.onExit().completeOnTimeout(process, END_SECONDS_MAX, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
