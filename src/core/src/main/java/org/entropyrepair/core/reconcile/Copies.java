package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;

/** What a copy asks for, and what follows for the other regions from what it found. */
final class Copies {
    private Copies() {}

    static Effect.Copy copy(
            EdgeDraft draft,
            CellDraft cell,
            Repair leased,
            Candidate pick,
            Policy.Scoping.Scoped scoped) {
        return new Effect.Copy(
                cell.cell,
                leased.target(),
                pick.named(),
                leased.leases(),
                scoped.scope().name(),
                regions(draft, cell, leased, scoped.scope()),
                leased.ambiguous(),
                new CopyChoice.Rules(
                        scoped.namespace().putAgeMillisMax(),
                        draft.policy.clock(),
                        draft.policy.leaseMillis()));
    }

    /**
     * Where to read: every region that the same scope covers, and the origin, which made the write
     * and may fall under another; of regions that share a store only one, the target if it is one
     * of them.
     */
    private static List<String> regions(
            EdgeDraft draft, CellDraft cell, Repair repair, Policy.ScopeRule scope) {
        List<String> regions = new ArrayList<>(List.of(repair.target()));
        for (String region : new TreeSet<>(draft.policy.regions())) {
            boolean covered =
                    region.equals(repair.origin())
                            || (draft.policy.scopeOf(
                                                    draft.subject,
                                                    cell.cell.namespace(),
                                                    repair.origin(),
                                                    region)
                                            instanceof Policy.Scoping.Scoped other
                                    && other.scope().name().equals(scope.name()));
            if (covered && regions.stream().noneMatch(in -> draft.policy.shareStore(in, region))) {
                regions.add(region);
            }
        }
        return List.copyOf(regions);
    }

    /**
     * The target holds a delete that it cannot show, as old as the winner or newer. Where anything
     * is held the delete is owed, under the winner's token, since the delete's own cannot be read.
     */
    static void spread(
            EdgeDraft draft, CellDraft cell, Repair repair, Candidate copy, Answer.Found found) {
        long now = draft.time.nowMillis();
        Candidate delete =
                new Candidate(
                        Version.delete(found.winner().token()),
                        copy.payload(),
                        copy.firstFailedAtMillis(),
                        copy.redrives());
        for (String region : found.holders()) {
            int index = EdgeDraft.indexOf(cell, region);
            if (index < 0) {
                Phase due = new Phase.Waiting(now);
                draft.add(cell, Repair.fresh(region, repair.origin(), delete, due, false, now));
                continue;
            }
            Repair pending = cell.repairs.get(index);
            boolean waitsForCopy =
                    pending.best().copy() && pending.phase() instanceof Phase.Waiting;
            draft.replace(
                    cell,
                    index,
                    Arrival.offer(
                            draft,
                            waitsForCopy ? pending.to(new Phase.Waiting(now), now) : pending,
                            delete));
        }
    }
}
