package org.entropyrepair.flow.savepoint;

import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.core.reconcile.Time;
import org.jspecify.annotations.Nullable;

/**
 * A repair that is pending in a savepoint.
 *
 * @param subject the edge or node
 * @param cell the cell
 * @param target the region that missed the write
 * @param origin the region whose report made it pending
 * @param version the version that is to be written; null if it is a copy
 * @param versions how many versions and copies are kept of it
 * @param state what it waits as
 * @param reason why it waits, in words; empty where the state says it all
 * @param attempts tries at the store so far
 * @param firstFailedAtMillis when the write first failed
 * @param sinceMillis since when it has been in this state
 */
public record PendingRepair(
        Subject subject,
        Cell cell,
        String target,
        String origin,
        @Nullable Version version,
        int versions,
        RepairState state,
        String reason,
        int attempts,
        long firstFailedAtMillis,
        long sinceMillis) {

    /**
     * The repair as it stands.
     *
     * @param at the moment from which it is looked at: what was due by then waits for its turn
     */
    static PendingRepair of(Subject subject, CellState cell, Repair repair, Time at) {
        Candidate best = repair.best();
        return new PendingRepair(
                subject,
                cell.cell(),
                repair.target(),
                repair.origin(),
                best.copy() ? null : best.version(),
                repair.candidates().size(),
                repair.state(),
                repair.reason(cell.cell(), at),
                repair.attempts(),
                best.firstFailedAtMillis(),
                repair.sinceMillis());
    }
}
