package org.entropyrepair.testkit.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tests ask of a cluster through Flink's REST API. Every call waits for its end and throws
 * {@link IllegalStateException} with the cluster's words if it refuses. Any thread.
 */
public final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CALL_MAX = Duration.ofSeconds(60);
    private static final String BOUNDARY = "7MA4YWxkTrZu0gW";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI cluster;

    /** A client of the cluster at this address. */
    public FlinkRest(URI cluster) {
        this.cluster = cluster;
    }

    /** Uploads a jar. What it is called there. */
    public String upload(Path jar) {
        String head =
                "--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName()
                        + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        try {
            BodyPublisher body =
                    BodyPublishers.concat(
                            BodyPublishers.ofString(head),
                            BodyPublishers.ofFile(jar),
                            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
            HttpRequest request =
                    request("/jars/upload")
                            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                            .POST(body)
                            .build();
            Path uploaded = Path.of(send(request).path("filename").asText());
            return uploaded.getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(jar + ": cannot be read", e);
        }
    }

    /**
     * Runs the main class of an uploaded jar in the job manager.
     *
     * @param jar what it is called there
     * @param parallelism of the job
     * @param savepoint what it starts from; null for nothing
     * @param settings settings of Flink for this job
     * @param args of the main class
     * @return the job's number
     */
    public String run(
            String jar,
            int parallelism,
            @Nullable String savepoint,
            Map<String, String> settings,
            List<String> args) {
        ObjectNode body = JSON.createObjectNode().put("parallelism", parallelism);
        args.forEach(body.putArray("programArgsList")::add);
        settings.forEach(body.putObject("flinkConfiguration")::put);
        if (savepoint != null) {
            body.put("savepointPath", savepoint);
        }
        return post("/jars/" + jar + "/run", body).path("jobid").asText();
    }

    /** Whether every task of a job runs. */
    public boolean runs(String job) {
        JsonNode found = get("/jobs/" + job);
        if (!found.path("state").asText().equals("RUNNING") || found.path("vertices").isEmpty()) {
            return false;
        }
        for (JsonNode vertex : found.path("vertices")) {
            if (vertex.path("tasks").path("RUNNING").asInt()
                    != vertex.path("parallelism").asInt()) {
                return false;
            }
        }
        return true;
    }

    /** How many checkpoints of a job were completed since it was submitted or found again. */
    public int checkpoints(String job) {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asInt();
    }

    /** Ends a job; its checkpoints stay. Does not wait. */
    public void cancel(String job) {
        send(request("/jobs/" + job + "?mode=cancel").method("PATCH", none()).build());
    }

    /** What the cluster answers there. */
    public JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    /** The same, and nothing if it does not answer, or refuses. */
    public Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (UncheckedIOException | IllegalStateException notNow) {
            return Optional.empty();
        }
    }

    /** What the cluster answers to a body. */
    public JsonNode post(String path, JsonNode body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    private static BodyPublisher none() {
        return BodyPublishers.noBody();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(cluster.resolve(path)).timeout(CALL_MAX);
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer =
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.uri() + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body().isBlank() ? JSON.nullNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("cluster: interrupted while waiting", e);
        }
    }
}
