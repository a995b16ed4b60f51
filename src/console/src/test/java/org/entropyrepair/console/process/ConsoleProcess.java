package org.entropyrepair.console.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.console.Main;
import org.entropyrepair.testkit.server.ServerProcess;

/** {@code bin/entropy-repair console}, without the script. */
final class ConsoleProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("(http://\\S+)/#token=(\\S+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final ServerProcess process;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * One that is not started yet.
     *
     * @param folder where it works and keeps what is temporary
     */
    ConsoleProcess(Path folder) {
        this.folder = folder;
        this.process = ServerProcess.named("console", folder);
    }

    /** Starts it, and waits until it says where it is. */
    void start(Path config) throws IOException {
        Files.createDirectories(temporary());
        process.start(
                command(
                        temporary(),
                        "--config",
                        config.toString(),
                        "--listen",
                        "127.0.0.1:0",
                        "--cluster",
                        "http://127.0.0.1:1"));
        if (!process.await(START_MAX, () -> said().find())) {
            throw new IllegalStateException(
                    "console: ended by itself: " + Files.readString(process.log()));
        }
    }

    /** The command line that runs the console. */
    static List<String> command(Path temporary, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "console"));
        command.addAll(List.of(options));
        return command;
    }

    private Matcher said() {
        try {
            return ADDRESS.matcher(Files.readString(process.log()));
        } catch (IOException notYet) {
            throw new UncheckedIOException(notYet);
        }
    }

    private Matcher address() {
        Matcher said = said();
        if (!said.find()) {
            throw new IllegalStateException("console: has not said where it is");
        }
        return said;
    }

    /** The token that it printed. */
    String token() {
        return address().group(2);
    }

    /** A request for something under {@code /api/}. */
    HttpRequest.Builder request(String what) {
        return HttpRequest.newBuilder(URI.create(address().group(1) + "/api/" + what));
    }

    /** The status of its answer. */
    int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** What it answers. */
    JsonNode get(String what) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request(what).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(what + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Ends it at once, without a word to it. */
    void kill() {
        process.kill();
    }

    /** Asks it to end, and waits until it has. */
    void stop() {
        process.stop();
    }

    /** Where it keeps what is temporary. */
    Path temporary() {
        return folder.resolve("tmp");
    }

    @Override
    public void close() {
        process.close();
    }
}
