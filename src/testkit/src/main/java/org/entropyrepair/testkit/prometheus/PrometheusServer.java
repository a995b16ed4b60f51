package org.entropyrepair.testkit.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.entropyrepair.testkit.net.FreePort;
import org.entropyrepair.testkit.server.ServerProcess;

/** A Prometheus on 127.0.0.1. Not for several threads at once. */
public final class PrometheusServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration CALL_MAX = Duration.ofSeconds(10);
    private static final int TRIES_MAX = 20;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CALL_MAX).build();
    private final ServerProcess process;
    private final int port;

    private PrometheusServer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one on a free port.
     *
     * @param folder for its data and log
     * @param settings its {@code prometheus.yml}
     * @throws IllegalStateException if there is no Prometheus on this machine, or it does not start
     */
    public static PrometheusServer start(Path folder, Path settings) {
        for (int tried = 0; tried < TRIES_MAX; tried++) {
            int port = FreePort.pick();
            PrometheusServer server =
                    new PrometheusServer(ServerProcess.named("prometheus-" + port, folder), port);
            if (server.tryStart(folder, settings)) {
                return server;
            }
            server.close();
        }
        throw new IllegalStateException("prometheus: does not start, see the logs in " + folder);
    }

    private boolean tryStart(Path folder, Path settings) {
        process.start(
                List.of(
                        Programs.find("prometheus").toString(),
                        "--config.file=" + settings.toAbsolutePath(),
                        "--storage.tsdb.path=" + folder.resolve("data-" + port).toAbsolutePath(),
                        "--web.listen-address=127.0.0.1:" + port));
        return process.await(START_MAX, this::isReady);
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The answer of its API to an instant query, as JSON. */
    public String query(String expression) {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .body();
    }

    /** What its API says under a path that begins with {@code /}. */
    private HttpResponse<String> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(CALL_MAX)
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("prometheus: no answer on port " + port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("prometheus: interrupted", e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
