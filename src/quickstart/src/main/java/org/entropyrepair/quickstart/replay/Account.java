package org.entropyrepair.quickstart.replay;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RepairState;
import org.jspecify.annotations.Nullable;

/**
 * What the job said of every record. A record is accounted for by its own dead letter, or by an
 * outcome of its repair at this version or a later one, which is an end or waits for somebody
 * (observed, parked). For one thread.
 */
final class Account {
    private final List<Replayed> records;
    private final Map<Position, Integer> byPosition = new HashMap<>();
    private final Map<RepairName, BitSet> byRepair = new HashMap<>();
    private final BitSet open = new BitSet();
    private final Map<RepairName, Outcome> last = new LinkedHashMap<>();
    private final Map<String, DeadLetter> deadLetters = new LinkedHashMap<>();

    /** Nothing has been said yet. */
    Account(List<Replayed> records) {
        this.records = List.copyOf(records);
        for (int i = 0; i < records.size(); i++) {
            Replayed record = records.get(i);
            open.set(i);
            byPosition.put(record.position(), i);
            RepairName repair = record.repair();
            if (repair != null) {
                byRepair.computeIfAbsent(repair, first -> new BitSet()).set(i);
            }
        }
    }

    /** Takes an outcome; one of a target as a whole says nothing of a record. */
    void take(Outcome outcome) {
        Cell cell = outcome.cell();
        if (cell == null) {
            return;
        }
        RepairName repair = new RepairName(cell, outcome.target());
        Outcome before = last.get(repair);
        if (before == null || outcome.revision() >= before.revision()) {
            last.put(repair, outcome);
        }
        if (!waitsForNothing(outcome)) {
            return;
        }
        BitSet those = byRepair.getOrDefault(repair, new BitSet());
        for (int i = those.nextSetBit(0); i >= 0; i = those.nextSetBit(i + 1)) {
            if (records.get(i).isCoveredBy(outcome.version())) {
                open.clear(i);
                those.clear(i);
            }
        }
    }

    /** Takes a dead letter; a repeat of one changes nothing. */
    void take(DeadLetter letter) {
        deadLetters.putIfAbsent(letter.id(), letter);
        Integer index = byPosition.get(letter.raw().position());
        if (index != null) {
            open.clear(index);
        }
    }

    /** Whether every record is accounted for, and no repair is on its way any more. */
    boolean isSettled() {
        return open.isEmpty() && last.values().stream().allMatch(Account::waitsForNothing);
    }

    /** How many records nothing final was said of yet. */
    int unaccounted() {
        return open.cardinality();
    }

    /** The lines of some of these. */
    List<Integer> unaccountedLines(int most) {
        return open.stream().limit(most).mapToObj(i -> records.get(i).line()).toList();
    }

    /** The last outcome of each repair, in the order in which they were first heard of. */
    Collection<Outcome> outcomes() {
        return last.values();
    }

    /** Different dead letters. */
    Collection<DeadLetter> deadLetters() {
        return deadLetters.values();
    }

    /** The line of the file a dead letter came from; null if it is none of this file's. */
    @Nullable Integer lineOf(DeadLetter letter) {
        Integer index = byPosition.get(letter.raw().position());
        return index == null ? null : records.get(index).line();
    }

    private static boolean waitsForNothing(Outcome outcome) {
        RepairState state = outcome.state();
        return state.isEnd() || state == RepairState.OBSERVED || state == RepairState.PARKED;
    }
}
