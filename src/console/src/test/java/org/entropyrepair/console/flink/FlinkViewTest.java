package org.entropyrepair.console.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against answers as Flink 2.2 gives them. */
class FlinkViewTest {
    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @BeforeEach
    void serve() {
        server.createContext(
                "/",
                exchange -> {
                    String answer = answers.get(exchange.getRequestURI().toString());
                    byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
                    try (exchange) {
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private FlinkView.Job look() {
        return new FlinkView(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                        "repair")
                .look();
    }

    @Test
    void gaugesAreAddedUpAndOfBreakersTheWorstCounts() {
        answers.put(
                "/jobs/overview",
                """
                {"jobs":[{"jid":"old","name":"repair","state":"FINISHED","start-time":1},
                 {"jid":"j1","name":"repair","state":"RUNNING","start-time":5},
                 {"jid":"j2","name":"audit","state":"RUNNING","start-time":9}]}""");
        answers.put("/jobs/j1", "{\"vertices\":[{\"id\":\"v1\"}]}");
        answers.put(
                "/jobs/j1/vertices/v1/subtasks/metrics",
                """
                [{"id":"repair.target.eu.pending"},{"id":"repair.target.eu.breaker"},
                 {"id":"repair.target.eu.pacedWaits"},{"id":"repair.scope.all.pending"}]""");
        answers.put(
                "/jobs/j1/vertices/v1/subtasks/metrics?agg=sum,max&get=repair.target.eu.pending"
                        + "%2Crepair.target.eu.breaker%2Crepair.scope.all.pending",
                """
                [{"id":"repair.target.eu.pending","sum":12.0,"max":7.0},
                 {"id":"repair.target.eu.breaker","sum":3.0,"max":2.0},
                 {"id":"repair.scope.all.pending","sum":40.0,"max":30.0}]""");
        answers.put(
                "/jobs/j1/metrics?get=numRestarts", "[{\"id\":\"numRestarts\",\"value\":\"2\"}]");
        answers.put(
                "/jobs/j1/checkpoints",
                "{\"latest\":{\"completed\":{\"latest_ack_timestamp\":77}}}");
        FlinkView.Job job = look();
        assertThat(job.trouble()).isEmpty();
        assertThat(job.id()).isEqualTo("j1");
        assertThat(job.targets())
                .containsExactly(Map.entry("eu", Map.of("pending", 12L, "breaker", 2L)));
        assertThat(job.scopePending()).containsExactly(Map.entry("all", 40L));
        assertThat(job.restarts()).isEqualTo(2);
        assertThat(job.checkpointMillis()).isEqualTo(77);
    }

    @Test
    void whatDoesNotAnswerIsSaidAndNotThrown() {
        answers.put("/jobs/overview", "{\"jobs\":[]}");
        assertThat(look().trouble()).isEqualTo("no job is called repair");
        answers.put("/jobs/overview", "<html>");
        assertThat(look().trouble()).isNotEmpty();
        answers.clear();
        assertThat(look().trouble()).contains("status 404");
        server.stop(0);
        assertThat(look().trouble()).isNotEmpty();
        server = server();
        server.start();
    }
}
