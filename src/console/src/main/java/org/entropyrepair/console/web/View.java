package org.entropyrepair.console.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.console.act.Tool;
import org.entropyrepair.console.act.Work;
import org.entropyrepair.console.flink.FlinkView;
import org.entropyrepair.console.follow.Follower;
import org.entropyrepair.console.model.History;
import org.entropyrepair.console.model.Letters;
import org.entropyrepair.console.model.Repairs;
import org.entropyrepair.core.model.Outcome;

/** How everything stands now: what the page shows before anybody asks for more. Pure. */
final class View {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String[] BREAKER = {"well", "out", "probing"};

    private final Scene scene;
    private final FlinkView.Job job;

    View(Scene scene) {
        this.scene = scene;
        this.job = scene.job().get();
    }

    /** All of it, by name. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("now", System.currentTimeMillis());
        fields.put("graphs", scene.config().graphs());
        fields.put("reading", reading());
        fields.put("job", job());
        fields.put("regions", regions());
        fields.put("groups", groups());
        fields.put("letters", letters());
        fields.put("scopes", scopes());
        fields.put("work", work(scene.work().state()));
        fields.put("stage", scene.stage().isThere());
        return fields;
    }

    private Map<String, Object> reading() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcomes", reading(scene.outcomesRead().get(), scene.repairs().unreadable()));
        fields.put("letters", reading(scene.lettersRead().get(), scene.letters().unreadable()));
        fields.put("repairsKnown", scene.repairs().known());
        return fields;
    }

    private static Map<String, Object> reading(Follower.State state, long unreadable) {
        return Map.of(
                "caughtUp",
                state.caughtUp(),
                "records",
                state.records(),
                "trouble",
                state.trouble(),
                "unreadable",
                unreadable);
    }

    private Map<String, Object> job() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", scene.jobName());
        fields.put("state", job.state());
        fields.put("trouble", job.trouble());
        fields.put("startedAt", job.startedMillis());
        fields.put("restarts", job.restarts());
        fields.put("checkpointAt", job.checkpointMillis());
        String page = scene.flinkPage();
        if (!page.isEmpty()) {
            fields.put("page", job.id().isEmpty() ? page : page + "/#/job/running/" + job.id());
        }
        return fields;
    }

    private List<Map<String, Object>> regions() {
        Map<String, Outcome> parked = scene.repairs().parked();
        Map<String, Outcome> behind = scene.repairs().behind();
        Map<String, Long> waiting = scene.repairs().waitingByTarget();
        Map<String, Long> divergent = scene.stage().divergent();
        TreeSet<String> names = new TreeSet<>(scene.config().regions().keySet());
        names.addAll(waiting.keySet());
        List<History.Sample> samples = scene.history().samples();
        Map<String, Double> rates =
                samples.isEmpty() ? Map.of() : samples.get(samples.size() - 1).perSecond();
        List<Map<String, Object>> regions = new ArrayList<>();
        for (String name : names) {
            Map<String, Object> fields = new LinkedHashMap<>();
            Map<String, Long> gauges = job.targets().getOrDefault(name, Map.of());
            fields.put("name", name);
            fields.put("pending", pending(scene, job, name));
            fields.put("pendingFrom", gauges.containsKey("pending") ? "flink" : "outcomes");
            fields.put("waiting", waiting.getOrDefault(name, 0L));
            fields.put("perSecond", rates.getOrDefault(name, 0.0));
            for (String gauge : List.of("parked", "inFlight", "limit")) {
                if (gauges.containsKey(gauge)) {
                    fields.put(gauge, gauges.get(gauge));
                }
            }
            Long breaker = gauges.get("breaker");
            if (breaker != null && breaker >= 0 && breaker < BREAKER.length) {
                fields.put("breaker", BREAKER[breaker.intValue()]);
            }
            Outcome out = parked.get(name);
            if (out != null) {
                fields.put("outSince", out.sinceMillis());
                fields.put("outReason", out.reason());
            }
            Outcome late = behind.get(name);
            if (late != null) {
                fields.put("behindSince", late.sinceMillis());
            }
            if (scene.stage().isThere()) {
                fields.put("down", scene.stage().down().contains(name));
                fields.put("divergent", divergent.getOrDefault(name, 0L));
            }
            regions.add(fields);
        }
        return regions;
    }

    /** What is pending at a region: what the job says, else what was said of single repairs. */
    static long pending(Scene scene, FlinkView.Job job, String region) {
        Long gauge = job.targets().getOrDefault(region, Map.of()).get("pending");
        return gauge != null ? gauge : scene.repairs().waitingByTarget().getOrDefault(region, 0L);
    }

    private List<Map<String, Object>> groups() {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (Repairs.Waiting waiting : scene.repairs().waiting()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("number", waiting.number());
            fields.put("target", waiting.group().target());
            fields.put("state", waiting.group().state());
            fields.put("reason", waiting.group().reason());
            fields.put("scope", waiting.group().scope());
            fields.put("count", waiting.count());
            fields.put("since", waiting.oldestSinceMillis());
            groups.add(fields);
        }
        return groups;
    }

    private List<Map<String, Object>> letters() {
        List<Map<String, Object>> letters = new ArrayList<>();
        for (Map.Entry<Letters.Kind, Long> one : scene.letters().open().entrySet()) {
            letters.add(
                    Map.of(
                            "reason",
                            one.getKey().reason(),
                            "target",
                            one.getKey().target(),
                            "count",
                            one.getValue()));
        }
        return letters;
    }

    private Map<String, Object> scopes() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("changeable", scene.config().configTopic() != null);
        List<Map<String, Object>> scopes = new ArrayList<>();
        Tool.Ran ran = scene.scopes().get();
        if (ran.code() == 0 && !ran.results().isEmpty()) {
            JsonNode said = json(ran.results().get(0));
            fields.put("revision", said.path("revision").asLong());
            for (JsonNode scope : said.path("scopes")) {
                scopes.add(
                        scope(
                                scope.path("name").asText(),
                                scope.path("action").asText(),
                                scope.path("maxWritesPerSecond").asLong()));
            }
        } else {
            fields.put("trouble", String.join("; ", ran.said()));
            scene.config()
                    .scopes()
                    .forEach(
                            scope ->
                                    scopes.add(
                                            scope(
                                                    scope.name(),
                                                    scope.action().word(),
                                                    scope.maxWritesPerSecond())));
        }
        fields.put("scopes", scopes);
        return fields;
    }

    private Map<String, Object> scope(String name, String action, long rate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("action", action);
        fields.put("maxWritesPerSecond", rate);
        Long pending = job.scopePending().get(name);
        if (pending != null) {
            fields.put("pending", pending);
        }
        return fields;
    }

    static Map<String, Object> work(Work.State state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", state.number());
        fields.put("what", state.what());
        fields.put("running", state.running());
        fields.put("code", state.code());
        fields.put("said", state.said());
        fields.put("results", state.results().stream().map(View::json).toList());
        return fields;
    }

    /** One outcome, as a row of a list. */
    static Map<String, Object> row(Outcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (outcome.subject() != null) {
            fields.put("subject", Subjects.fields(outcome.subject()));
        }
        if (outcome.cell() != null) {
            fields.put("namespace", outcome.cell().namespace());
        }
        fields.put("since", outcome.sinceMillis());
        fields.put("attempts", outcome.attempts());
        fields.put("next", outcome.nextAttemptAtMillis());
        return fields;
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException bug) {
            throw new Failed("not JSON at " + Instant.now() + ": " + line, bug);
        }
    }
}
