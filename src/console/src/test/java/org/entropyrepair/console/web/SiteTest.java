package org.entropyrepair.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.entropyrepair.console.Told.START;
import static org.entropyrepair.console.Told.dead;
import static org.entropyrepair.console.Told.outcome;
import static org.entropyrepair.console.Told.region;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.console.Told;
import org.entropyrepair.console.act.Tool;
import org.entropyrepair.console.act.Work;
import org.entropyrepair.console.flink.FlinkView;
import org.entropyrepair.console.follow.Follower;
import org.entropyrepair.console.model.History;
import org.entropyrepair.console.model.Letters;
import org.entropyrepair.console.model.Repairs;
import org.entropyrepair.console.model.Scratch;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.FailureReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole site over HTTP, with a model that was told things. */
class SiteTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TOKEN = "a-token-of-some-length";
    private static final String CONFIG =
            """
            apiVersion: entropy-repair/v1
            graph: social
            regions:
              us:
                failures: [{bootstrapServers: "127.0.0.1:1", topic: failures.us}]
                store: {kind: rocksdb, path: /x/us}
              eu:
                failures: [{bootstrapServers: "127.0.0.1:1", topic: failures.eu}]
                store: {kind: rocksdb, path: /x/eu}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: f, tombstonesKept: 10d}
            replicationLag: {default: 100ms}
            scopes:
              - {name: all, match: {}, action: repair}
            deadLetters: {bootstrapServers: "127.0.0.1:1", topic: dead}
            outcomes: {bootstrapServers: "127.0.0.1:1", topic: outcomes}
            """;

    private final Scratch scratch = Scratch.open();
    private final Repairs repairs = new Repairs(scratch);
    private final Letters letters = new Letters(scratch, new FailureReader(1 << 20));
    private final History history = new History();
    private final List<String> journal = new CopyOnWriteArrayList<>();
    private final List<List<String>> commands = new CopyOnWriteArrayList<>();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final Work work =
            new Work(
                    command -> {
                        commands.add(command);
                        return new Tool.Ran(0, List.of("{\"redriven\":{\"count\":3}}"), List.of());
                    },
                    journal::add);
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server = unserved();

    private static Server unserved() {
        try {
            return Server.start(
                    new InetSocketAddress("127.0.0.1", 0),
                    port -> new Guard(Set.of(), TOKEN, true),
                    path -> false,
                    asked -> "");
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server.close();
        server =
                Site.serve(
                        scene(),
                        new Site.Door(new InetSocketAddress("127.0.0.1", 0), List.of(), TOKEN),
                        journal::add);
    }

    @AfterEach
    void close() {
        server.close();
        work.close();
        scratch.close();
    }

    private Scene scene() {
        RegionConfig config =
                RegionConfigReader.read("config", CONFIG, Secrets.unresolved()).orThrow();
        FlinkView.Job job =
                new FlinkView.Job(
                        "",
                        "RUNNING",
                        "f00d",
                        START,
                        0,
                        START,
                        Map.of("eu", Map.of("pending", 12L, "breaker", 1L, "parked", 11L)),
                        Map.of("all", 12L));
        Follower.State read = new Follower.State(true, 5, "");
        return new Scene(
                config,
                "entropy-repair",
                "http://flink:8081",
                repairs,
                letters,
                history,
                () -> read,
                () -> read,
                () -> job,
                () -> new Tool.Ran(1, List.of(), List.of("no configTopic")),
                new Stage() {
                    @Override
                    public Set<String> down() {
                        return new HashSet<>(down);
                    }

                    @Override
                    public void down(String region, boolean isDown) {
                        boolean changed = isDown ? down.add(region) : down.remove(region);
                        assertThat(changed).isTrue();
                    }

                    @Override
                    public Map<String, Long> divergent() {
                        return Map.of("eu", 4L);
                    }
                },
                new Tool("/nowhere/region.yaml"),
                work);
    }

    @Test
    void theViewSaysWhatFlinkAndTheTopicsSay() throws Exception {
        Told.tell(
                repairs,
                outcome("a", "b", "eu", RepairState.BACKING_OFF, 1, START, "no host"),
                outcome("a", "c", "us", RepairState.HOLDING, 1, START + 9, "waiting"),
                region("eu", RepairState.PARKED, 3, "connection refused"));
        Told.tell(letters, dead("1", DeathReason.REJECTED, "a", "too old", START));
        JsonNode view = get("/api/view");
        assertThat(view.at("/regions/0/name").asText()).isEqualTo("eu");
        assertThat(view.at("/regions/0/pending").asLong()).isEqualTo(12);
        assertThat(view.at("/regions/0/pendingFrom").asText()).isEqualTo("flink");
        assertThat(view.at("/regions/0/breaker").asText()).isEqualTo("out");
        assertThat(view.at("/regions/0/outReason").asText()).isEqualTo("connection refused");
        assertThat(view.at("/regions/1/pending").asLong()).isEqualTo(1);
        assertThat(view.at("/regions/1/pendingFrom").asText()).isEqualTo("outcomes");
        assertThat(view.at("/groups/0/reason").asText()).isEqualTo("no host");
        assertThat(view.at("/letters/0/count").asLong()).isEqualTo(1);
        assertThat(view.at("/scopes/scopes/0/pending").asLong()).isEqualTo(12);
        assertThat(view.at("/job/page").asText()).endsWith("/#/job/running/f00d");
    }

    @Test
    void aRegionThatIsBehindIsNotOut() throws Exception {
        Told.tell(repairs, region("us", RepairState.HOLDING, 3, "target is behind"));
        JsonNode us = get("/api/view").at("/regions/1");
        assertThat(us.path("behindSince").asLong()).isEqualTo(START);
        assertThat(us.has("outSince")).isFalse();
        Told.tell(repairs, outcome("a", "b", "us", RepairState.APPLIED, 1, START, ""));
        JsonNode edge = get("/api/edge?graph=social&type=follows&source=a&target=b");
        assertThat(edge.path("behindTargets")).hasSize(1);
        assertThat(edge.at("/behindTargets/0").asText()).startsWith("us since ");
        assertThat(edge.path("parkedTargets")).isEmpty();
        Told.tell(repairs, region("us", RepairState.HEALED, 4, "target has caught up"));
        assertThat(get("/api/view").at("/regions/1").has("behindSince")).isFalse();
    }

    @Test
    void aSearchExplainsTheOnlyEdgeItFindsAndListsSeveral() throws Exception {
        Told.tell(
                repairs,
                outcome("user:42", "user:7", "eu", RepairState.PARKED, 1, START, "paused"),
                outcome("user:42", "user:8", "eu", RepairState.APPLIED, 1, START, ""),
                region("eu", RepairState.PARKED, 3, "connection refused"));
        JsonNode one = get("/api/search?q=follows+user%3A42+user%3A7");
        assertThat(one.at("/explanation/verdict").asText()).isEqualTo("half");
        assertThat(one.at("/explanation/repairs/0/targetParked").asText())
                .contains("connection refused");
        assertThat(one.at("/explanation/repairs/0/ends").size()).isPositive();
        JsonNode both = get("/api/search?q=user%3A42");
        assertThat(both.path("found")).hasSize(2);
        assertThat(both.has("explanation")).isFalse();
        assertThat(get("/api/search?q=nobody").path("found")).isEmpty();
        assertThat(
                        get("/api/edge?graph=social&type=follows&source=user:42&target=user:8")
                                .path("verdict")
                                .asText())
                .isEqualTo("whole");
    }

    @Test
    void listsHaveFiftyRowsTheOldestThatWaitAndTheNewestThatDied() throws Exception {
        for (int i = 0; i < 60; i++) {
            Told.tell(
                    repairs,
                    outcome("s", "t" + i, "eu", RepairState.BACKING_OFF, 9, START + i, "no host"));
            Told.tell(letters, dead("d" + i, DeathReason.REJECTED, "s" + i, "no", START + i));
        }
        JsonNode group = get("/api/view").at("/groups/0");
        assertThat(group.path("count").asLong()).isEqualTo(60);
        JsonNode rows = get("/api/group?number=" + group.path("number").asLong());
        assertThat(rows).hasSize(50);
        assertThat(rows.at("/0/subject/target").asText()).isEqualTo("t0");
        assertThat(rows.at("/49/subject/target").asText()).isEqualTo("t49");
        assertThat(rows.at("/49/since").asLong()).isEqualTo(START + 49);
        assertThat(rows.at("/49/attempts").asLong()).isEqualTo(2);
        assertThat(rows.at("/49/next").asLong()).isEqualTo(START + 49 + 1_000);
        JsonNode died = get("/api/letters?reason=REJECTED");
        assertThat(died).hasSize(50);
        assertThat(died.at("/0/id").asText()).isEqualTo("d59");
        assertThat(died.at("/49/id").asText()).isEqualTo("d10");
        assertThat(get("/api/search?q=s+t").path("more").asBoolean()).isTrue();
        assertThat(get("/api/search?q=t59").path("more").asBoolean()).isFalse();
    }

    @Test
    void everyAnswerForbidsScriptsOfOthersAndFrames() throws Exception {
        for (String path : List.of("/", "/console.js", "/api/view", "/api/nothing", "/../x")) {
            HttpResponse<String> answer = send(request(path).GET());
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
        assertThat(send(request("/").GET()).body()).contains("<!doctype html>");
        assertThat(send(request("/../x").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    void changesAreMadeByCommandsAndOnlyWithTheToken() throws Exception {
        String redrive = "{\"reason\":\"REJECTED\",\"dryRun\":true}";
        assertThat(post("/api/redrive", redrive, "wrong-token-of-length").statusCode())
                .isEqualTo(401);
        assertThat(commands).isEmpty();
        assertThat(post("/api/redrive", redrive, TOKEN).statusCode()).isEqualTo(200);
        await().until(() -> !work.state().running());
        assertThat(commands)
                .containsExactly(
                        List.of("dead-letters", "redrive", "--reason", "REJECTED", "--dry-run"));
        assertThat(get("/api/work").at("/results/0/redriven/count").asLong()).isEqualTo(3);
        post("/api/redrive", "{\"reason\":\"REJECTED\",\"dryRun\":false}", TOKEN);
        await().until(() -> commands.size() == 2 && !work.state().running());
        assertThat(commands.get(1))
                .containsExactly(
                        "dead-letters", "redrive", "--reason", "REJECTED", "--canary", "3");
        post("/api/scope", "{\"name\":\"all\",\"action\":\"pause\"}", TOKEN);
        await().until(() -> commands.size() == 3 && !work.state().running());
        assertThat(commands.get(2))
                .containsExactly("scopes", "pause", "--job-name", "entropy-repair", "--", "all");
        assertThat(journal).anyMatch(line -> line.startsWith("pause of scope all: begun"));
    }

    /** Without saying so a redrive only counts, and nobody types options by way of a name. */
    @Test
    void whatIsNotKnownIsNoPartOfACommand() throws Exception {
        for (String body :
                List.of(
                        "{\"reason\":\"--everything\"}",
                        "{\"id\":\"--again\"}",
                        "{\"id\":\"a,b\"}",
                        "{}",
                        "[]",
                        "nonsense")) {
            assertThat(post("/api/redrive", body, TOKEN).statusCode()).as(body).isEqualTo(400);
        }
        for (String body :
                List.of(
                        "{\"name\":\"--help\",\"action\":\"pause\"}",
                        "{\"name\":\"all\",\"action\":\"apply\"}")) {
            assertThat(post("/api/scope", body, TOKEN).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(post("/api/reveal", "{\"id\":\"../x\"}", TOKEN).statusCode()).isEqualTo(400);
        assertThat(
                        post("/api/redrive", "{\"x\":\"" + "x".repeat(70_000) + "\"}", TOKEN)
                                .statusCode())
                .isEqualTo(413);
        assertThat(commands).isEmpty();
        post("/api/redrive", "{\"id\":\"abc\"}", TOKEN);
        await().until(() -> !commands.isEmpty());
        assertThat(commands.get(0)).contains("--dry-run");
    }

    @Test
    void aRevealIsInTheJournalAndALookIsNot() throws Exception {
        assertThat(send(request("/api/letter?id=abc").GET()).statusCode()).isEqualTo(404);
        assertThat(journal).isEmpty();
        assertThat(post("/api/reveal", "{\"id\":\"abc\"}", "wrong-token-of-length").statusCode())
                .isEqualTo(401);
        assertThat(journal).isEmpty();
        post("/api/reveal", "{\"id\":\"abc\"}", TOKEN);
        assertThat(journal).containsExactly("dead letter abc: revealed to 127.0.0.1");
    }

    @Test
    void aRegionOfTheStageIsSwitchedAndNoOther() throws Exception {
        assertThat(post("/api/region", "{\"name\":\"eu\",\"down\":true}", TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(get("/api/view").at("/regions/0/down").asBoolean()).isTrue();
        assertThat(post("/api/region", "{\"name\":\"mars\",\"down\":true}", TOKEN).statusCode())
                .isEqualTo(400);
        post("/api/region", "{\"name\":\"eu\",\"down\":false}", TOKEN);
        assertThat(down).isEmpty();
    }

    @Test
    void aRequestUnderAnotherNameIsRefused() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/view HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("regions");
        }
    }

    @Test
    void historyIsToldFromWhereTheAskerIs() throws Exception {
        for (int i = 1; i <= 3; i++) {
            history.add(
                    new History.Sample(
                            START + i, Map.of("eu", (long) i), Map.of("eu", 0.5), Map.of()));
        }
        assertThat(get("/api/history?after=" + (START + 1))).hasSize(2);
        assertThat(send(request("/api/history?after=x").GET()).statusCode()).isEqualTo(400);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send(request(path).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(String path, String body, String token) throws Exception {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
