package org.entropyrepair.console.process;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A console that listens on every address, and somebody who asks it for things: the program of
 * {@link OpenDoorTest}, which runs it where there are no other machines. Prints a line for each
 * question: status, what was asked for, with which token.
 */
final class OpenDoor {
    private static final String HERE = "0.0.0.0:8090";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 60;

    private OpenDoor() {}

    /**
     * Runs it.
     *
     * @param arguments region config; file with the token; folder to work in
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[2]);
        Path log = folder.resolve("console.log");
        List<String> command =
                ConsoleProcess.command(
                        folder,
                        "--config",
                        arguments[0],
                        "--listen",
                        HERE,
                        "--cluster",
                        "http://127.0.0.1:1",
                        "--token-file",
                        arguments[1]);
        Process console =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            awaitAddress(console, log);
            String token = Files.readString(Path.of(arguments[1])).strip();
            for (String path : List.of("", "api/view", "api/search?q=a", "api/letters?reason=X")) {
                ask(path, "no token", null);
                ask(path, "a wrong one", token.substring(1) + "x");
            }
            ask("api/view", "the token", token);
        } finally {
            console.destroyForcibly().waitFor();
        }
    }

    private static void awaitAddress(Process console, Path log) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(log).contains("#token=")) {
            if (console.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("console: " + Files.readString(log));
            }
        }
    }

    private static void ask(String path, String words, @Nullable String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + HERE + "/" + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        int status =
                CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        System.out.println(status + " /" + path + " with " + words);
    }
}
