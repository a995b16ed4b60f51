package org.entropyrepair.core.reconcile;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything pending of one edge or node: the control part. Payloads (the records' own bytes) are
 * stored apart, under the numbers that candidates name.
 *
 * @param nextPayload the number the next payload gets
 * @param cells the cells with pending repairs
 */
public record EdgeState(int nextPayload, List<CellState> cells) {
    /** Nothing pending. */
    public static final EdgeState EMPTY = new EdgeState(0, List.of());

    /** Whether nothing is pending. */
    public boolean isEmpty() {
        return cells.isEmpty();
    }

    /**
     * Whether nothing of it is in flight, and nothing will be due at that moment, on either clock.
     */
    public boolean restsUntil(Time then) {
        for (CellState cell : cells) {
            for (Repair repair : cell.repairs()) {
                if (repair.phase() instanceof Phase.InFlight || Attempts.isDue(repair, then)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The targets in whose parked index this edge stands. */
    public Set<String> parkedTargets() {
        Set<String> targets = Set.of();
        for (CellState cell : cells) {
            for (Repair repair : cell.repairs()) {
                if (repair.isParked()) {
                    targets = targets.isEmpty() ? new HashSet<>() : targets;
                    targets.add(repair.target());
                }
            }
        }
        return targets.isEmpty() ? targets : Collections.unmodifiableSet(targets);
    }
}
