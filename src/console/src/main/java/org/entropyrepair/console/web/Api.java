package org.entropyrepair.console.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.entropyrepair.cli.explain.Explanation;
import org.entropyrepair.config.Outcomes;
import org.entropyrepair.console.act.Tool;
import org.entropyrepair.console.model.History;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Subject;

/**
 * What can be asked for under {@code /api/}. Whatever becomes part of a command is checked to be a
 * name that the config or this program knows, so that nobody can type options. Thread-safe.
 */
final class Api {
    private static final Set<String> CHANGES =
            Set.of("/api/reveal", "/api/redrive", "/api/scope", "/api/region");
    private static final Pattern LETTER_ID = Pattern.compile("[0-9a-zA-Z_-]{1,80}");
    private static final int ROWS_MAX = 50;
    private static final int LOOKS_MAX = 1_000;
    private static final int REPAIRS_OF_AN_EDGE_MAX = 1_000;
    private static final int QUERY_CHARS_MAX = 500;
    private static final int SCANS_MAX = 2;
    private static final int CANARIES = 3;

    private final Scene scene;
    private final Consumer<String> journal;
    private final Semaphore scans = new Semaphore(SCANS_MAX);

    /**
     * Answers from {@code scene}.
     *
     * @param journal takes a line for each thing that is revealed or switched
     */
    Api(Scene scene, Consumer<String> journal) {
        this.scene = scene;
        this.journal = journal;
    }

    /** Whether a path changes or reveals something. */
    static boolean isChange(String path) {
        return CHANGES.contains(path);
    }

    Object answer(Asked asked) {
        return switch (asked.path()) {
            case "/api/view" -> new View(scene).fields();
            case "/api/history" -> history(asked.number("after"));
            case "/api/group" ->
                    scene.repairs().oldest(asked.number("number"), ROWS_MAX).stream()
                            .map(View::row)
                            .toList();
            case "/api/search" -> search(asked.parameter("q"));
            case "/api/edge" -> explain(Subjects.of(asked));
            case "/api/letters" ->
                    scene.letters().newest(reason(asked.parameter("reason")), ROWS_MAX);
            case "/api/letter" -> letter(id(asked.parameter("id")), false);
            case "/api/work" -> View.work(scene.work().state());
            case "/api/reveal" -> {
                String id = id(asked.text("id"));
                journal.accept("dead letter " + id + ": revealed to " + asked.who());
                yield letter(id, true);
            }
            case "/api/redrive" -> redrive(asked);
            case "/api/scope" -> scope(asked);
            case "/api/region" -> region(asked);
            default -> throw new Asked.WrongException(404, asked.path() + ": not here");
        };
    }

    private List<List<Object>> history(long after) {
        List<List<Object>> lines = new ArrayList<>();
        for (History.Sample sample : scene.history().samples()) {
            if (sample.atMillis() > after) {
                lines.add(
                        List.of(
                                sample.atMillis(),
                                sample.pending(),
                                sample.perSecond(),
                                sample.divergent()));
            }
        }
        return lines;
    }

    private Map<String, Object> search(String query) {
        if (query.length() > QUERY_CHARS_MAX) {
            throw new Asked.WrongException(400, "q: too long (expected: a few names)");
        }
        List<Subject> found = exactly(query.strip().split("\\s+"));
        if (found.isEmpty()) {
            found = scene.repairs().search(query, ROWS_MAX, LOOKS_MAX);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("found", found.stream().map(Subjects::fields).toList());
        answer.put("more", found.size() == ROWS_MAX);
        if (found.size() == 1) {
            answer.put("explanation", explain(found.get(0)));
        }
        return answer;
    }

    private List<Subject> exactly(String[] words) {
        List<Subject> found = new ArrayList<>();
        for (String graph : scene.config().graphs()) {
            Subject subject =
                    switch (words.length) {
                        case 2 -> new Subject.Node(graph, words[0], words[1]);
                        case 3 -> new Subject.Edge(graph, words[0], words[1], words[2]);
                        default -> null;
                    };
            if (subject != null && isKnown(subject)) {
                found.add(subject);
            }
        }
        return found;
    }

    private boolean isKnown(Subject subject) {
        boolean[] known = {false};
        scene.repairs()
                .tell(
                        subject,
                        REPAIRS_OF_AN_EDGE_MAX,
                        (key, outcome) -> known[0] |= subject.equals(outcome.subject()));
        return known[0];
    }

    private Map<String, Object> explain(Subject subject) {
        Explanation explanation = new Explanation(scene.config(), subject);
        scene.repairs().tell(subject, REPAIRS_OF_AN_EDGE_MAX, explanation::take);
        return explanation.fields();
    }

    private Object letter(String id, boolean reveal) {
        List<String> command = new ArrayList<>(List.of("dead-letters", "show", id));
        if (reveal) {
            command.add("--reveal");
        }
        if (!scans.tryAcquire()) {
            throw new Asked.WrongException(503, "busy: others are looking at letters");
        }
        try {
            Tool.Ran ran = scene.tool().run(command);
            if (ran.code() != 0 || ran.results().isEmpty()) {
                throw new Asked.WrongException(404, String.join("; ", ran.said()));
            }
            return View.json(ran.results().get(0));
        } finally {
            scans.release();
        }
    }

    private Object redrive(Asked asked) {
        List<String> command = new ArrayList<>(List.of("dead-letters", "redrive"));
        String what;
        boolean one = asked.body().path("id").isTextual();
        if (one) {
            String id = id(asked.text("id"));
            command.addAll(List.of("--id", id));
            what = "redrive of " + id;
        } else {
            String reason = reason(asked.text("reason"));
            command.addAll(List.of("--reason", reason));
            what = "redrive of all " + reason;
        }
        if (asked.body().path("dryRun").asBoolean(true)) {
            command.add("--dry-run");
            what = "rehearsal: " + what;
        } else if (!one && scene.config().outcomes().published() == Outcomes.Published.ALL) {
            command.addAll(List.of("--canary", Integer.toString(CANARIES)));
        }
        return begin(what, command, asked.who());
    }

    private Object scope(Asked asked) {
        String name = asked.text("name");
        if (scene.config().scope(name).isEmpty() && !isInForce(name)) {
            throw new Asked.WrongException(400, "name: " + name + " (expected: a scope)");
        }
        String action = asked.text("action");
        if (!List.of("pause", "resume").contains(action)) {
            throw new Asked.WrongException(400, "action: " + action + " (expected: pause, resume)");
        }
        return begin(
                action + " of scope " + name,
                List.of("scopes", action, "--job-name", scene.jobName(), "--", name),
                asked.who());
    }

    private boolean isInForce(String name) {
        return scene.scopes().get().results().stream()
                .map(View::json)
                .anyMatch(
                        said -> {
                            boolean[] any = {false};
                            said.path("scopes")
                                    .forEach(
                                            one ->
                                                    any[0] |=
                                                            one.path("name").asText().equals(name));
                            return any[0];
                        });
    }

    private Object region(Asked asked) {
        String name = asked.text("name");
        boolean down = asked.body().path("down").asBoolean();
        if (!scene.stage().isThere() || !scene.config().regions().containsKey(name)) {
            throw new Asked.WrongException(
                    400, "name: " + name + " (expected: a region to switch)");
        }
        journal.accept(
                "region "
                        + name
                        + (down ? ": taken down by " : ": brought back by ")
                        + asked.who());
        scene.stage().down(name, down);
        return Map.of("name", name, "down", down);
    }

    private Object begin(String what, List<String> command, String who) {
        return scene.work()
                .begin(what, command, who)
                .<Object>map(number -> Map.of("number", number))
                .orElseThrow(
                        () ->
                                new Asked.WrongException(
                                        409, "busy: " + scene.work().state().what()));
    }

    private static String id(String id) {
        if (!LETTER_ID.matcher(id).matches() || id.startsWith("-")) {
            throw new Asked.WrongException(400, "id: not the name of a dead letter");
        }
        return id;
    }

    private static String reason(String name) {
        return Arrays.stream(DeathReason.values())
                .map(Enum::name)
                .filter(name::equals)
                .findFirst()
                .orElseThrow(() -> new Asked.WrongException(400, "reason: " + name + ": unknown"));
    }
}
