package org.entropyrepair.quickstart.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/** What one job of a replay did with the records, for people and as JSON. Never shows a value. */
public final class Told {
    private static final int SAMPLES_MAX = 5;
    private static final int SHOWN_CHARS_MAX = 220;
    private static final Comparator<Place> BY_PLACE =
            Comparator.comparing(Place::target).thenComparing(Place::namespace);

    private final Mode mode;
    private final Account account;
    private final List<Holding> holdings;
    private final double seconds;
    private final Map<Place, Map<RepairState, Integer>> states = new TreeMap<>(BY_PLACE);
    private final Map<String, Integer> waits = new TreeMap<>();
    private final Map<String, Integer> deaths = new TreeMap<>();
    private final Map<String, Integer> writes = new LinkedHashMap<>();

    private record Place(String target, String namespace) {}

    /**
     * Sums up.
     *
     * @param mode how the job ran
     * @param account of every record
     * @param holdings what the stores hold
     * @param seconds since the replay began
     */
    Told(Mode mode, Account account, List<Holding> holdings, double seconds) {
        this.mode = mode;
        this.account = account;
        this.holdings = holdings;
        this.seconds = seconds;
        List.of("put", "delete", "copy").forEach(op -> writes.put(op, 0));
        for (Outcome outcome : account.outcomes()) {
            Place place = new Place(outcome.target(), namespace(outcome));
            states.computeIfAbsent(place, first -> new EnumMap<>(RepairState.class))
                    .merge(outcome.state(), 1, Integer::sum);
            if (outcome.state() == RepairState.OBSERVED) {
                writes.merge(op(outcome), 1, Integer::sum);
            } else if (!outcome.state().isEnd()) {
                waits.merge(outcome.reason(), 1, Integer::sum);
            }
        }
        for (DeadLetter letter : account.deadLetters()) {
            deaths.merge(letter.reason().name(), 1, Integer::sum);
        }
    }

    /** Whether every record is accounted for. */
    public boolean isComplete() {
        return account.isSettled();
    }

    /** For people, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                mode == Mode.OBSERVE
                        ? "Observed, nothing was written. Would be written: " + counts(writes)
                        : "Repaired into the local stores");
        states.forEach(
                (place, counts) ->
                        lines.add(
                                String.format(
                                        Locale.ROOT,
                                        "  %-12s %-34s %s",
                                        place.target(),
                                        place.namespace(),
                                        counts.entrySet().stream()
                                                .map(one -> count(one.getKey(), one.getValue()))
                                                .collect(Collectors.joining(", ")))));
        if (!waits.isEmpty()) {
            lines.add("Waiting: " + counts(waits));
        }
        lines.add("Dead letters: " + (deaths.isEmpty() ? "none" : counts(deaths)));
        account.deadLetters().stream().limit(SAMPLES_MAX).map(this::line).forEach(lines::add);
        if (mode == Mode.OBSERVE) {
            List<String> samples =
                    account.outcomes().stream()
                            .filter(outcome -> outcome.state() == RepairState.OBSERVED)
                            .limit(SAMPLES_MAX)
                            .map(Told::line)
                            .toList();
            if (!samples.isEmpty()) {
                lines.add("A sample of what would be written:");
                lines.addAll(samples);
            }
        }
        holdings.forEach(
                holding ->
                        lines.add(
                                String.format(
                                        Locale.ROOT,
                                        "Store of %-12s %-34s %,d values, %,d expired, %,d deletes",
                                        holding.region(),
                                        holding.namespace(),
                                        holding.values(),
                                        holding.expired(),
                                        holding.deletes())));
        if (!isComplete()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "Not done in time (longer with --timeout): of %,d records nothing final"
                                    + " was said, such as those of lines %s",
                            account.unaccounted(),
                            account.unaccountedLines(SAMPLES_MAX)));
        }
        return lines;
    }

    /** As JSON. */
    ObjectNode toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ArrayNode repairs = json.putArray("repairs");
        states.forEach(
                (place, counts) -> {
                    ObjectNode one = repairs.addObject();
                    one.put("target", place.target()).put("namespace", place.namespace());
                    counts.forEach((state, count) -> one.put(state.wireName(), count));
                });
        if (mode == Mode.OBSERVE) {
            ObjectNode would = json.putObject("wouldWrite");
            writes.forEach(would::put);
        } else {
            ArrayNode stores = json.putArray("stores");
            for (Holding holding : holdings) {
                stores.addObject()
                        .put("region", holding.region())
                        .put("namespace", holding.namespace())
                        .put("values", holding.values())
                        .put("expired", holding.expired())
                        .put("deletes", holding.deletes());
            }
        }
        ObjectNode waiting = json.putObject("waiting");
        waits.forEach(waiting::put);
        ObjectNode dead = json.putObject("deadLetters");
        deaths.forEach(dead::put);
        json.put("unaccounted", account.unaccounted());
        json.put("seconds", Math.round(seconds * 10) / 10.0);
        return json;
    }

    private String line(DeadLetter letter) {
        Integer line = account.lineOf(letter);
        return "  "
                + (line == null ? "" : "line " + line + ": ")
                + letter.reason()
                + ", "
                + cut(letter.message());
    }

    private static String line(Outcome outcome) {
        Version version = outcome.version();
        return cut(
                "  "
                        + outcome.target()
                        + ": "
                        + op(outcome)
                        + " "
                        + namespace(outcome)
                        + " of "
                        + shown(outcome.subject())
                        + (version == null ? "" : ", token " + version.token())
                        + ", scope "
                        + outcome.scope());
    }

    private static String shown(@Nullable Subject subject) {
        if (subject instanceof Subject.Edge edge) {
            return edge.type() + " " + edge.source() + " -> " + edge.target();
        }
        return subject instanceof Subject.Node node ? node.type() + " " + node.id() : "nothing";
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }

    private static String op(Outcome outcome) {
        Version version = outcome.version();
        return version == null ? "copy" : version.isDelete() ? "delete" : "put";
    }

    private static String namespace(Outcome outcome) {
        Cell cell = outcome.cell();
        return cell == null ? "" : cell.namespace();
    }

    private static String count(RepairState state, int count) {
        return String.format(Locale.ROOT, "%s %,d", state.wireName(), count);
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(one -> String.format(Locale.ROOT, "%,d %s", one.getValue(), one.getKey()))
                .collect(Collectors.joining(", "));
    }
}
