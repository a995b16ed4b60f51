package org.entropyrepair.cli.letters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.flow.redrive.Letter;
import org.jspecify.annotations.Nullable;

/**
 * What became of the first letters that were redriven, by the outcomes that came after. Pure.
 *
 * <p>A canary is repaired when its cell at its target ends as applied, healed, superseded or
 * expired with its version or one that wins over it; it has failed when its own version ends as
 * dead or discarded. Ends of older versions are not its own.
 */
final class Canaries {
    private static final long CLOCKS_APART_MILLIS_MAX = 60_000;

    private final Map<Repair, Canary> canaries = new LinkedHashMap<>();
    private final long redrivenAtMillis;

    /** One cell at one target. */
    private record Repair(Object cell, String target) {}

    /**
     * All letters have to be readable.
     *
     * @param redrivenAtMillis before the first of them was redriven
     */
    Canaries(List<Letter> letters, long redrivenAtMillis) {
        this.redrivenAtMillis = redrivenAtMillis;
        for (Letter letter : letters) {
            Failure failure = letter.failure();
            if (failure == null) {
                throw new IllegalArgumentException("letter: " + letter.id() + " cannot be read");
            }
            canaries.computeIfAbsent(
                            new Repair(failure.cell(), letter.target()), repair -> new Canary())
                    .add(letter, failure.version());
        }
    }

    /** Takes the next outcome. */
    void take(Outcome outcome) {
        if (outcome.cell() == null) {
            return;
        }
        Canary canary = canaries.get(new Repair(outcome.cell(), outcome.target()));
        if (canary != null) {
            canary.take(outcome);
        }
    }

    /** Whether all have been repaired. */
    boolean areRepaired() {
        return canaries.values().stream().allMatch(canary -> canary.repaired);
    }

    /** How each that failed did; empty if none has. */
    List<String> failed() {
        return canaries.values().stream()
                .filter(canary -> !canary.failure.isEmpty())
                .map(canary -> canary.id + ": " + canary.failure)
                .toList();
    }

    /** What each that has not ended waits for, as far as was said. */
    List<String> waiting() {
        List<String> waiting = new ArrayList<>();
        for (Canary canary : canaries.values()) {
            if (!canary.repaired && canary.failure.isEmpty()) {
                waiting.add(canary.id + ": " + canary.wait);
            }
        }
        return waiting;
    }

    private final class Canary {
        private String id = "";
        private @Nullable Version version;
        private boolean repaired;
        private String failure = "";
        private String wait = "nothing was said of it";

        /** Of several letters of one cell and target the greatest version tells. */
        void add(Letter letter, @Nullable Version other) {
            Version known = version;
            if (id.isEmpty() || (other != null && (known == null || other.beats(known)))) {
                id = letter.id();
                version = other;
            }
        }

        void take(Outcome outcome) {
            RepairState state = outcome.state();
            String said =
                    outcome.reason().isEmpty()
                            ? state.wireName()
                            : state.wireName() + " (" + outcome.reason() + ")";
            if (!state.isEnd()) {
                wait = said;
            } else if (state == RepairState.DEAD || state == RepairState.DISCARDED) {
                if (isOwn(outcome) && isNew(outcome)) {
                    failure = said;
                }
            } else if (reaches(outcome)) {
                repaired = true;
                failure = "";
            }
        }

        private boolean isOwn(Outcome outcome) {
            return version == null || version.equals(outcome.version());
        }

        private boolean reaches(Outcome outcome) {
            Version reached = outcome.version();
            return version == null || (reached != null && reached.compareTo(version) >= 0);
        }

        /** Not the end it came from, said once more by a job that started again. */
        private boolean isNew(Outcome outcome) {
            return outcome.atMillis() >= redrivenAtMillis - CLOCKS_APART_MILLIS_MAX;
        }
    }
}
