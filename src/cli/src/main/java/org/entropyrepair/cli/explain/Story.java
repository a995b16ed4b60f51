package org.entropyrepair.cli.explain;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.wire.OutcomeCodec;

/**
 * The last that was said of each repair of one edge, and of each target as a whole. Takes outcomes
 * in any order: an older revision is ignored.
 */
final class Story {
    private final Subject subject;
    private final Map<Repair, Outcome> repairs = new HashMap<>();
    private final Map<String, Outcome> targets = new TreeMap<>();

    /** One cell at one target. */
    private record Repair(Cell cell, String target) {}

    /** How an edge is. */
    enum Verdict {
        /** Everything that was reported has been repaired. */
        WHOLE("everything that was reported has been repaired"),
        /** Something waits to be repaired. */
        HALF("something waits to be repaired"),
        /** Something will not be repaired unless somebody sees to it. */
        LOST("something is dead or set aside: nobody will repair it by himself"),
        /** Nothing is known of it. */
        UNKNOWN("nothing was said of it: no failure was reported, or that is long ago");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    Story(Subject subject) {
        this.subject = subject;
    }

    /**
     * Takes a record of the outcome topic.
     *
     * @param key its key; tells a target as a whole from an outcome whose names were left out
     */
    void take(Bytes key, Outcome outcome) {
        Cell cell = outcome.cell();
        if (cell == null) {
            if (OutcomeCodec.key(outcome).equals(key)) {
                targets.merge(outcome.target(), outcome, Story::later);
            }
        } else if (subject.equals(outcome.subject())) {
            repairs.merge(new Repair(cell, outcome.target()), outcome, Story::later);
        }
    }

    private static Outcome later(Outcome known, Outcome other) {
        return other.revision() >= known.revision() ? other : known;
    }

    /** The last outcome of each repair, by namespace, cell and target. */
    List<Outcome> repairs() {
        return repairs.entrySet().stream()
                .sorted(
                        Comparator.comparing(
                                one ->
                                        one.getKey().cell().namespace()
                                                + " "
                                                + one.getKey().cell().id()
                                                + " "
                                                + one.getKey().cell().key()
                                                + " "
                                                + one.getKey().target()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What was said of a target that is parked or behind as a whole; empty if it is neither. */
    Optional<Outcome> waiting(String target) {
        return Optional.ofNullable(targets.get(target)).filter(outcome -> !outcome.state().isEnd());
    }

    /**
     * All that is said of targets that wait as a whole.
     *
     * @param state {@link RepairState#PARKED} of those which are out, {@link RepairState#HOLDING}
     *     of those which are behind
     */
    List<Outcome> waiting(RepairState state) {
        return targets.values().stream().filter(outcome -> outcome.state() == state).toList();
    }

    /** How the edge is. */
    Verdict verdict() {
        if (repairs.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        boolean lost =
                repairs.values().stream()
                        .map(Outcome::state)
                        .anyMatch(
                                state ->
                                        state == RepairState.DEAD
                                                || state == RepairState.DISCARDED);
        if (lost) {
            return Verdict.LOST;
        }
        return repairs.values().stream().allMatch(outcome -> outcome.state().isEnd())
                ? Verdict.WHOLE
                : Verdict.HALF;
    }
}
