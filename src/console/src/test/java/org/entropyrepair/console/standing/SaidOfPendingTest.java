package org.entropyrepair.console.standing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.entropyrepair.console.Console;
import org.entropyrepair.console.act.Tool;
import org.entropyrepair.console.web.Site;
import org.entropyrepair.console.web.Stage;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.flow.savepoint.PendingRepair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds what {@code explain} and the console say of pending repairs against the state that the
 * operator has at that moment, repair by repair. The moment is one at which nothing moves: the
 * state before and the state after are the same.
 */
@Tag("slow")
@Timeout(400)
class SaidOfPendingTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TOKEN = "a-token-of-some-length";
    private static final int TRIES = 8;

    @TempDir private Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();

    /** What is said of one repair. */
    private record Said(String state, String reason) {}

    /** What a repair is called by, whoever speaks of it. */
    private record Name(String graph, String type, String source, String target) {
        static Name of(PendingRepair repair) {
            Subject.Edge edge = (Subject.Edge) repair.subject();
            return new Name(edge.graph(), edge.type(), edge.source(), repair.target());
        }

        String query() {
            return "edge?graph=%s&type=%s&source=%s&target=everybody"
                    .formatted(graph, type, source);
        }
    }

    /** A look at everything, from all sides. */
    private record Look(
            Map<Name, PendingRepair> real,
            Map<Name, JsonNode> explained,
            Map<Name, JsonNode> shown,
            Map<Name, Said> listed,
            JsonNode view) {}

    @Test
    void explainAndTheConsoleSayOfEveryRepairWhatItsStateIsAndWhy() throws Exception {
        try (RunningRepairs job =
                RunningRepairs.start(
                        folder, PendingOfEveryKind.CONFIG, PendingOfEveryKind.LIMITS)) {
            try (Console console = console(job)) {
                new PendingOfEveryKind(job).arise();
                Look look = atAStillMoment(job, URI.create(console.address()));
                assertThat(kinds(look)).containsAll(everyKind());
                look.real().forEach((name, repair) -> check(look, name, repair));
                assertThat(look.real().keySet())
                        .as("nothing is listed that is not so")
                        .containsAll(look.listed().keySet());
            }
        }
    }

    private static Console console(RunningRepairs job) throws Exception {
        return Console.open(
                new Console.Plan(
                        job.config(),
                        job.file(),
                        job.flink(),
                        RunningRepairs.JOB,
                        new Site.Door(new InetSocketAddress("127.0.0.1", 0), List.of(), TOKEN),
                        Stage.NONE,
                        line -> {}));
    }

    private static void check(Look look, Name name, PendingRepair repair) {
        Said real = new Said(repair.state().wireName(), repair.reason());
        JsonNode shown = Objects.requireNonNull(look.shown().get(name));
        if (look.explained().containsKey(name)) {
            assertThat(shown)
                    .as("%s: the console says what explain says", name)
                    .isEqualTo(look.explained().get(name));
        }
        JsonNode single = single(shown, repair.target());
        if (single == null) {
            assertThat(real.reason()).as("%s of which nothing is said", name).startsWith("target ");
            saidOfItsTarget(look, name, repair, shown);
            assertThat(look.listed()).doesNotContainKey(name);
            return;
        }
        assertThat(said(single)).as("the story of %s", name).isEqualTo(real);
        assertThat(look.listed().get(name)).as("the console's list: %s", name).isEqualTo(real);
        assertThat(single.path("since").asText())
                .as("%s: since when", name)
                .isEqualTo(Instant.ofEpochMilli(repair.sinceMillis()).toString());
    }

    /** Of what waits with its whole target is said once that and why the target does. */
    private static void saidOfItsTarget(
            Look look, Name name, PendingRepair repair, JsonNode shown) {
        JsonNode region = region(look.view(), repair.target());
        assertThat(repair.state()).isEqualTo(RepairState.PARKED);
        if (repair.reason().equals("target is behind")) {
            assertThat(shown.path("behindTargets").toString())
                    .as("%s", name)
                    .contains(repair.target() + " since ")
                    .contains("target is behind");
            assertThat(region.path("behindSince").asLong()).as("%s", name).isPositive();
        } else {
            assertThat(shown.path("parkedTargets").toString())
                    .as("%s", name)
                    .contains(repair.target() + " since ")
                    .contains("no host");
            assertThat(region.path("outReason").asText()).as("%s", name).isEqualTo("no host");
        }
    }

    private static JsonNode region(JsonNode view, String name) {
        for (JsonNode region : view.path("regions")) {
            if (region.path("name").asText().equals(name)) {
                return region;
            }
        }
        throw new AssertionError("region " + name + " is not shown");
    }

    /** What is said of the one repair of an edge; null if nothing is. */
    private static @Nullable JsonNode single(JsonNode shown, String target) {
        JsonNode repairs = shown.path("repairs");
        if (repairs.isEmpty()) {
            return null;
        }
        assertThat(repairs).hasSize(1);
        assertThat(repairs.get(0).path("target").asText()).isEqualTo(target);
        return repairs.get(0);
    }

    /** Without what the store says of its namespace, which is not in the state. */
    private static Said said(JsonNode repair) {
        String reason = repair.path("reason").asText();
        return new Said(
                repair.path("state").asText(),
                reason.startsWith("namespace ")
                        ? reason.replace(": table g: missing", "")
                        : reason);
    }

    /** Every state and reason that there is, at the target where it comes about. */
    private static Set<String> everyKind() {
        return new TreeSet<>(
                List.of(
                        "us holding waiting for replication",
                        "us holding token is ahead of the clock",
                        "us backing-off store asked to slow down",
                        "us backing-off store did not answer",
                        "us backing-off another region could not be read",
                        "us in-flight ",
                        "us observed ",
                        "us parked scope is paused",
                        "us parked graph is unknown",
                        "us parked namespace is unknown",
                        "us parked no scope covers it",
                        "us parked namespace gone.forward is parked at us",
                        "eu parked target is parked",
                        "eu backing-off store was unavailable",
                        "ap in-flight ",
                        "ap holding waiting for its turn at the target",
                        "ap parked target is behind",
                        "ap parked scope is paused",
                        "eu parked scope is paused",
                        "mars parked region is unknown"));
    }

    private static Set<String> kinds(Look look) {
        return look.real().values().stream()
                .map(SaidOfPendingTest::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String kind(PendingRepair repair) {
        return repair.target() + " " + repair.state().wireName() + " " + repair.reason();
    }

    private Look atAStillMoment(RunningRepairs job, URI console) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            List<PendingRepair> before = visible(job);
            Look look = look(job, console, before);
            if (new HashSet<>(before).equals(new HashSet<>(job.pending()))) {
                return look;
            }
        }
        throw new AssertionError("repairs did not come to rest");
    }

    /** Waits until everything that is pending has been as it is for long enough to be said. */
    private static List<PendingRepair> visible(RunningRepairs job) {
        List<PendingRepair> last = new ArrayList<>();
        Awaitility.await("all is visible")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            last.clear();
                            last.addAll(job.pending());
                            long visible =
                                    System.currentTimeMillis()
                                            - PendingOfEveryKind.VISIBLE_AFTER.toMillis()
                                            - 1_000;
                            return last.stream().allMatch(one -> one.sinceMillis() < visible);
                        });
        return last;
    }

    private Look look(RunningRepairs job, URI console, List<PendingRepair> pending)
            throws Exception {
        int outcomes = job.outcomes();
        Awaitility.await("the console has read everything")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                get(console, "view").at("/reading/outcomes/records").asInt()
                                        >= outcomes);
        Map<Name, PendingRepair> real = new HashMap<>();
        pending.forEach(repair -> real.put(Name.of(repair), repair));
        assertThat(real).as("each is an edge of its own").hasSameSizeAs(pending);
        JsonNode view = get(console, "view");
        Map<Name, Said> listed = listed(console, view);
        Map<Name, JsonNode> shown = new HashMap<>();
        Map<Name, JsonNode> explained = new HashMap<>();
        Set<String> kinds = new HashSet<>();
        for (Map.Entry<Name, PendingRepair> one : real.entrySet()) {
            Name name = one.getKey();
            shown.put(name, get(console, name.query()));
            if (kinds.add(kind(one.getValue()) + listed.containsKey(name))) {
                explained.put(name, explain(job, name));
            }
        }
        return new Look(real, explained, shown, listed, view);
    }

    /** What the command says, of one of each kind: it reads both topics each time. */
    private static JsonNode explain(RunningRepairs job, Name name) throws IOException {
        Tool.Ran ran =
                new Tool(job.file().toString())
                        .run(
                                List.of(
                                        "explain",
                                        "--graph=" + name.graph(),
                                        name.type(),
                                        name.source(),
                                        "everybody"));
        assertThat(ran.code()).as("%s", ran.said()).isZero();
        ObjectNode said = (ObjectNode) JSON.readTree(ran.results().get(0));
        said.remove("deadLetters");
        return said;
    }

    /** What the console's list of what waits has of each repair. */
    private Map<Name, Said> listed(URI console, JsonNode view) throws Exception {
        Map<Name, Said> listed = new HashMap<>();
        for (JsonNode group : view.path("groups")) {
            JsonNode rows = get(console, "group?number=" + group.path("number").asText());
            assertThat(rows.size()).isEqualTo(group.path("count").asInt());
            for (JsonNode row : rows) {
                JsonNode subject = row.path("subject");
                listed.put(
                        new Name(
                                subject.path("graph").asText(),
                                subject.path("type").asText(),
                                subject.path("source").asText(),
                                group.path("target").asText()),
                        said(group));
            }
        }
        return listed;
    }

    private JsonNode get(URI console, String what) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(console.resolve("/api/" + what)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
