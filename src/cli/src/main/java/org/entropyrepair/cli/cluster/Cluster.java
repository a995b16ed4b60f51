package org.entropyrepair.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.entropyrepair.cli.frame.Failed;

/**
 * Flink's REST API. Every call waits for its answer and ends with {@link Failed}, one line, if
 * there is none or it is a refusal.
 */
final class Cluster {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_MAX = Duration.ofSeconds(120);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final String address;

    Cluster(URI address) {
        this.address = address.toString().replaceFirst("/+$", "");
    }

    /** An empty JSON object. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    JsonNode post(String path, JsonNode body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    /** Cancels a job, without a savepoint; does not wait. */
    void cancel(String job) {
        send(request("/jobs/" + job).method("PATCH", BodyPublishers.noBody()).build());
    }

    /** Uploads a jar; what the cluster calls it. */
    String upload(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new Failed("jar: " + jar + " (expected: a file)");
        }
        String boundary = UUID.randomUUID().toString();
        String head =
                "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
                        .formatted(boundary, jar.getFileName());
        try {
            JsonNode answer =
                    send(
                            request("/jars/upload")
                                    .header(
                                            "Content-Type",
                                            "multipart/form-data; boundary=" + boundary)
                                    .POST(
                                            BodyPublishers.concat(
                                                    BodyPublishers.ofString(head),
                                                    BodyPublishers.ofFile(jar),
                                                    BodyPublishers.ofString(
                                                            "\r\n--" + boundary + "--\r\n")))
                                    .build());
            String path = answer.path("filename").asText();
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (IOException unreadable) {
            throw new Failed("jar: " + jar + " cannot be read: " + unreadable.getMessage());
        }
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(address + path)).timeout(CALL_MAX);
        } catch (IllegalArgumentException notHttp) {
            throw new Failed("--cluster: " + address + " (expected: http://host:port)");
        }
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer =
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonNode body =
                    answer.body().isBlank() ? JSON.nullNode() : JSON.readTree(answer.body());
            if (answer.statusCode() / 100 != 2) {
                throw new Failed(Refusal.words(body.path("errors")));
            }
            return body;
        } catch (IOException e) {
            throw new Failed(
                    "cluster: no answer from "
                            + address
                            + ": "
                            + (e.getMessage() == null
                                    ? e.getClass().getSimpleName()
                                    : e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted", e);
        }
    }
}
