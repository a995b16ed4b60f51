package org.entropyrepair.cli.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;

/** What is known of one edge or node, for people and programs. For one thread. */
public final class Explanation {
    private final Subject subject;
    private final Story story;
    private final Endings endings;

    /** Nothing is known of it yet. */
    public Explanation(RegionConfig config, Subject subject) {
        this.subject = subject;
        this.story = new Story(subject);
        this.endings = new Endings(config);
    }

    /**
     * Takes a record of the outcome topic, in any order; those of other edges are ignored.
     *
     * @param key its key
     */
    public void take(Bytes key, Outcome outcome) {
        story.take(key, outcome);
    }

    /** How the edge is, in words. */
    String verdict() {
        return name() + " (" + story.verdict().words() + ")";
    }

    private String name() {
        return story.verdict().name().toLowerCase(Locale.ROOT);
    }

    /** The fields of each of its repairs, by name, in order. */
    List<Map<String, Object>> repairs() {
        List<Map<String, Object>> repairs = new ArrayList<>();
        for (Outcome outcome : story.repairs()) {
            repairs.add(fields(outcome));
        }
        return repairs;
    }

    /** A line for each target that is parked as a whole: it is out. */
    List<String> parkedTargets() {
        return lines(RepairState.PARKED);
    }

    /** A line for each target that is behind: it answers, and more is due than it can take. */
    List<String> behindTargets() {
        return lines(RepairState.HOLDING);
    }

    private List<String> lines(RepairState state) {
        return story.waiting(state).stream().map(one -> one.target() + " " + wait(one)).toList();
    }

    private static String wait(Outcome ofTarget) {
        return "since " + time(ofTarget.sinceMillis()) + ": " + ofTarget.reason();
    }

    /** All of it, by name, in order. */
    public Map<String, Object> fields() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("graph", subject.graph());
        if (subject instanceof Subject.Edge edge) {
            answer.put("edge", List.of(edge.type(), edge.source(), edge.target()));
        } else if (subject instanceof Subject.Node node) {
            answer.put("node", List.of(node.type(), node.id()));
        }
        answer.put("verdict", name());
        answer.put("meaning", story.verdict().words());
        answer.put("repairs", repairs());
        answer.put("parkedTargets", parkedTargets());
        answer.put("behindTargets", behindTargets());
        return answer;
    }

    private Map<String, Object> fields(Outcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Cell cell = outcome.cell();
        if (cell != null) {
            fields.put("namespace", cell.namespace());
            fields.put("cell", cell.id() + (cell.key() == null ? "" : " " + cell.key()));
        }
        fields.put("target", outcome.target());
        fields.put("state", outcome.state().wireName());
        fields.put("since", time(outcome.sinceMillis()));
        fields.put("attempts", outcome.attempts());
        if (outcome.nextAttemptAtMillis() != 0) {
            fields.put("nextAttemptAt", time(outcome.nextAttemptAtMillis()));
        }
        if (!outcome.reason().isEmpty()) {
            fields.put("reason", outcome.reason());
        }
        if (!outcome.scope().isEmpty()) {
            fields.put("scope", outcome.scope());
        }
        if (outcome.version() != null) {
            fields.put("token", outcome.version().token().toString());
        }
        fields.put("job", outcome.job());
        if (!outcome.state().isEnd()) {
            story.waiting(outcome.target())
                    .ifPresent(
                            one ->
                                    fields.put(
                                            one.state() == RepairState.PARKED
                                                    ? "targetParked"
                                                    : "targetBehind",
                                            wait(one)));
            fields.put("ends", endings.of(outcome));
        }
        return fields;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
