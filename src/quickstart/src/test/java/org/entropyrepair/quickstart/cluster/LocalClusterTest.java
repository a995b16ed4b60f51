package org.entropyrepair.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.entropyrepair.testkit.flink.FlinkRest;
import org.entropyrepair.testkit.kafka.KafkaTopics;
import org.entropyrepair.testkit.net.ListeningSockets;
import org.entropyrepair.testkit.prometheus.PrometheusServer;
import org.entropyrepair.testkit.prometheus.Promtool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalClusterTest {
    private static final List<String> PROCESSES =
            List.of("jobmanager", "taskmanager-0", "taskmanager-1");

    @TempDir private Path folder;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void whatIsNotACommandIsWrongUse() throws Exception {
        assertThat(run("begin")).isEqualTo(2);
        assertThat(said()).contains("begin (expected: start, stop or status)");
        assertThat(run("start", "stop")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void whatDoesNotRunIsSaidNotToRun() throws Exception {
        assertThat(run("status")).isEqualTo(1);
        assertThat(run("stop")).isZero();
        assertThat(said()).contains("it does not run");
    }

    @Test
    @Tag("slow")
    void whatIsStartedRunsUntilItIsStopped() throws Exception {
        try {
            Set<ProcessHandle> before = processes();
            assertThat(run("start")).isZero();
            String first = said();
            FlinkRest flink = new FlinkRest(URI.create(after("Flink, REST and web page: ", first)));
            assertThat(flink.get("/overview").path("slots-total").asInt()).isEqualTo(4);
            try (KafkaTopics kafka = new KafkaTopics(after("Kafka broker: ", first))) {
                kafka.create("t", 1, Map.of());
                assertThat(kafka.readAll("t")).isEmpty();
            }
            Set<ProcessHandle> processes = processes();
            processes.removeAll(before);
            assertThat(processes).as("all its processes").hasSizeGreaterThanOrEqualTo(6);
            assertScraped(first);
            assertThat(processes.stream().flatMap(one -> sockets(one).stream()))
                    .as("where its processes listen")
                    .hasSizeGreaterThan(6)
                    .allMatch(socket -> socket.getAddress().isLoopbackAddress());
            assertThat(run("start")).isZero();
            assertThat(said()).startsWith("it runs already").endsWith(first);
            assertThat(run("status")).isZero();

            assertThat(run("stop")).isZero();
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(flink.find("/overview")).isEmpty();
            assertThat(run("status")).isEqualTo(1);
        } finally {
            run("stop");
        }
    }

    /** By what the command says, and a real Prometheus does. */
    private void assertScraped(String said) throws Exception {
        String command = after("metrics, where Prometheus is installed: ", said);
        Matcher words =
                Pattern.compile(
                                "prometheus --config\\.file=(\\S+)"
                                        + " --web\\.listen-address=127\\.0\\.0\\.1:9090"
                                        + " --storage\\.tsdb\\.path=\\S+")
                        .matcher(command);
        assertThat(words.matches()).as(command).isTrue();
        Path settings = Path.of(words.group(1));
        Promtool.Said checked =
                Promtool.run(folder, "check", "config", settings.toAbsolutePath().toString());
        assertThat(checked.code()).as(checked.text()).isZero();
        assertThat(checked.text()).contains("1 rule files found").contains("SUCCESS");
        for (String process : PROCESSES) {
            Path file = folder.resolve("flink/prometheus/" + process + ".json");
            await(process + " says where it is", () -> Files.exists(file));
            JsonNode target = new ObjectMapper().readTree(Files.readString(file)).path(0);
            assertThat(target.at("/labels/process").asText()).isEqualTo(process);
            String address = target.at("/targets/0").asText();
            assertThat(address).startsWith("127.0.0.1:");
            String kind = process.replaceFirst("-.*", "");
            assertThat(metrics(address)).contains("\nflink_" + kind + "_Status_JVM_");
        }
        try (PrometheusServer prometheus =
                PrometheusServer.start(folder.resolve("scraper"), settings)) {
            String up = "count(count by (process) (up{job=\"flink\"} == 1))";
            await("all are up", () -> prometheus.query(up).contains(",\"3\"]"));
            await(
                    "the rules of the alerts are in force",
                    () ->
                            prometheus
                                    .query("entropy_repair:oldest_pending_objective_seconds")
                                    .contains(",\"900\"]"));
        }
    }

    private static String metrics(String address) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Set<InetSocketAddress> sockets(ProcessHandle process) {
        return ListeningSockets.of(process.pid());
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(holds);
    }

    private static Set<ProcessHandle> processes() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    private static String after(String label, String text) {
        Matcher line = Pattern.compile(Pattern.quote(label) + "(.*)").matcher(text);
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    private int run(String... args) throws Exception {
        said.reset();
        PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new LocalCluster(folder, to, to).run(List.of(args));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
