package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of an edge during one step: its repairs as they change, and the effects so far.
 * Not shared.
 */
final class EdgeDraft {
    final Subject subject;
    final Policy policy;
    final Time time;
    final List<Effect> effects = new ArrayList<>(4);

    private final EdgeState before;
    private final List<CellDraft> cells = new ArrayList<>(3);
    private Set<String> blockedOn = Set.of();
    private int nextPayload;
    private boolean changed;

    /** One cell's repairs. */
    static final class CellDraft {
        final Cell cell;
        final List<Repair> repairs;

        CellDraft(Cell cell, List<Repair> repairs) {
            this.cell = cell;
            this.repairs = new ArrayList<>(repairs);
        }
    }

    EdgeDraft(Subject subject, EdgeState before, Policy policy, Time time) {
        this.subject = subject;
        this.before = before;
        this.policy = policy;
        this.time = time;
        this.nextPayload = before.nextPayload();
        for (CellState cell : before.cells()) {
            cells.add(new CellDraft(cell.cell(), cell.repairs()));
        }
    }

    List<CellDraft> cells() {
        return cells;
    }

    CellDraft cellOrNew(Cell cell) {
        CellDraft found = cell(cell);
        if (found == null) {
            found = new CellDraft(cell, List.of());
            cells.add(found);
        }
        return found;
    }

    @Nullable CellDraft cell(Cell cell) {
        for (CellDraft draft : cells) {
            if (draft.cell.equals(cell)) {
                return draft;
            }
        }
        return null;
    }

    static int indexOf(CellDraft cell, String target) {
        for (int i = 0; i < cell.repairs.size(); i++) {
            if (cell.repairs.get(i).target().equals(target)) {
                return i;
            }
        }
        return -1;
    }

    void add(CellDraft cell, Repair repair) {
        cell.repairs.add(repair);
        changed = true;
    }

    void replace(CellDraft cell, int index, Repair next) {
        Repair before = cell.repairs.get(index);
        if (before != next && !before.equals(next)) {
            cell.repairs.set(index, next);
            changed = true;
        }
    }

    /**
     * Runs {@code change} over each repair of each cell; a repair for which it returns null has
     * ended.
     */
    void forEach(RepairChange change) {
        for (CellDraft cell : cells) {
            for (int i = 0; i < cell.repairs.size(); ) {
                Repair next = change.of(cell, cell.repairs.get(i));
                if (next == null) {
                    end(cell, i);
                } else {
                    replace(cell, i, next);
                    i++;
                }
            }
        }
    }

    /** What becomes of a repair. */
    @FunctionalInterface
    interface RepairChange {
        /** The repair as it goes on; null if it has ended. */
        @Nullable Repair of(CellDraft cell, Repair repair);
    }

    void end(CellDraft cell, int index) {
        cell.repairs.remove(index);
        changed = true;
    }

    /** Something due waits at this target's full gate. */
    void isBlockedOn(String target) {
        blockedOn = blockedOn.isEmpty() ? new HashSet<>(2) : blockedOn;
        blockedOn.add(target);
    }

    /** Keeps a record from now on; unreferenced ones are dropped when the step ends. */
    int keep(RawRecord raw) {
        int payload = nextPayload++;
        effects.add(new Effect.Keep(payload, raw));
        changed = true;
        return payload;
    }

    /** Publishes the end of a pending repair, if the policy wants it said. */
    void reportEnd(
            CellDraft cell,
            Repair repair,
            @Nullable Version version,
            RepairState end,
            String reason,
            String scope) {
        Effect.Source record = new Effect.Source.Kept(repair.best().payload());
        reportEnd(cell, repair, version, end, reason, scope, record);
    }

    /** The same of one whose record is told. */
    void reportEnd(
            CellDraft cell,
            Repair repair,
            @Nullable Version version,
            RepairState end,
            String reason,
            String scope,
            Effect.Source record) {
        boolean notable =
                repair.revision() > 0 || !(end == RepairState.APPLIED || end == RepairState.HEALED);
        if (policy.everyEnd() || notable) {
            effects.add(
                    new Effect.Report(
                            end,
                            cell.cell,
                            repair.target(),
                            version,
                            nextRevision(repair),
                            repair.attempts(),
                            time.nowMillis(),
                            0,
                            reason,
                            scope,
                            record));
        }
    }

    /**
     * Grows with each publication, also over the end of a repair and the begin of the next one of
     * the same cell and target.
     */
    long nextRevision(Repair repair) {
        return Math.max(repair.revision() + 1, time.revision());
    }

    /** The scope that a repair falls under at this moment. */
    Policy.Scoping scopeOf(CellDraft cell, Repair repair) {
        return policy.scopeOf(subject, cell.cell.namespace(), repair.origin(), repair.target());
    }

    /**
     * Whether a write of this cell is in flight at another region of the same store. Its end, or
     * that of its lease, lets this one go on.
     */
    boolean waitsForGroup(CellDraft cell, Repair repair) {
        if (policy.storeGroups().isEmpty() || repair.phase() instanceof Phase.InFlight) {
            return false;
        }
        return cell.repairs.stream()
                .anyMatch(
                        other ->
                                other.phase() instanceof Phase.InFlight
                                        && !other.target().equals(repair.target())
                                        && policy.shareStore(other.target(), repair.target()));
    }

    private boolean isDueNow(CellDraft cell) {
        for (Repair repair : cell.repairs) {
            if (Attempts.isDue(repair, time)
                    && !blockedOn.contains(repair.target())
                    && !waitsForGroup(cell, repair)) {
                return true;
            }
        }
        return false;
    }

    private boolean isDueNow() {
        for (CellDraft cell : cells) {
            if (isDueNow(cell)) {
                return true;
            }
        }
        return false;
    }

    Decision decide() {
        boolean dueNow = isDueNow();
        if (!changed) {
            return new Decision(before, List.copyOf(effects), dueNow, Set.copyOf(blockedOn));
        }
        dropUnreferenced();
        List<CellState> after = new ArrayList<>(cells.size());
        for (CellDraft cell : cells) {
            if (!cell.repairs.isEmpty()) {
                after.add(new CellState(cell.cell, List.copyOf(cell.repairs)));
            }
        }
        EdgeState state =
                after.isEmpty() ? EdgeState.EMPTY : new EdgeState(nextPayload, List.copyOf(after));
        return new Decision(state, List.copyOf(effects), dueNow, Set.copyOf(blockedOn));
    }

    private void dropUnreferenced() {
        int[] named = payloadsOf(cells, cell -> cell.repairs);
        int at = 0;
        for (int payload : kept()) {
            while (at < named.length && named[at] < payload) {
                at++;
            }
            if (at == named.length || named[at] != payload) {
                effects.add(new Effect.Drop(payload));
            }
        }
    }

    /** What was kept before this step or has been since, ascending, each once. */
    private int[] kept() {
        int[] kept = payloadsOf(before.cells(), CellState::repairs);
        int distinct = 0;
        for (int payload : kept) {
            if (distinct == 0 || kept[distinct - 1] != payload) {
                kept[distinct++] = payload;
            }
        }
        int fresh = nextPayload - before.nextPayload();
        int[] all = Arrays.copyOf(kept, distinct + fresh);
        for (int i = 0; i < fresh; i++) {
            all[distinct + i] = before.nextPayload() + i;
        }
        return all;
    }

    /** What the candidates of all repairs name, ascending, some more than once. */
    private static <C> int[] payloadsOf(List<C> cells, Function<C, List<Repair>> repairs) {
        int[] payloads = new int[4];
        int count = 0;
        for (C cell : cells) {
            for (Repair repair : repairs.apply(cell)) {
                for (Candidate candidate : repair.candidates()) {
                    if (count == payloads.length) {
                        payloads = Arrays.copyOf(payloads, 2 * count);
                    }
                    payloads[count++] = candidate.payload();
                }
            }
        }
        payloads = Arrays.copyOf(payloads, count);
        Arrays.sort(payloads);
        return payloads;
    }
}
