package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;
import org.jspecify.annotations.Nullable;

/**
 * A failure joins what is pending: guards first, then last write wins per cell, whichever region
 * reported it. Every target with a pending repair of the cell gets the winner, so that n failures
 * cost one write per target.
 */
final class Arrival {
    /** How much longer than the lag the deadline of a hold lies behind the first read. */
    static final long HOLD_GRACE_MILLIS = 1000;

    /** Leaves room above the first lease of a repair, so that later ones stay positive. */
    private static final long FIRST_LEASE_MASK = 0x3fff_ffffL;

    private Arrival() {}

    static void merge(EdgeDraft draft, Failure failure) {
        Policy policy = draft.policy;
        Version version = failure.version();
        if (version == null || failure.op() == Op.COPY) {
            throw new IllegalArgumentException("op: copy (expected: put, delete or deleteRecord)");
        }
        Policy.Scoping scoping =
                policy.scopeOf(
                        failure.subject(),
                        failure.cell().namespace(),
                        failure.origin(),
                        failure.target());
        if (scoping instanceof Policy.Scoping.Unknown unknown) {
            Phase park =
                    new Phase.Parked(
                            Phase.Why.of(unknown.reason()),
                            draft.time.nowMillis() + policy.unknownKeptMillis());
            join(draft, failure, version, park, null);
            return;
        }
        Policy.Scoping.Scoped scoped = (Policy.Scoping.Scoped) scoping;
        if (!policy.accepts(failure.raw().feed(), failure.origin())) {
            bury(
                    draft,
                    failure,
                    version,
                    DeathReason.REJECTED,
                    "origin: "
                            + failure.origin()
                            + " (expected: one that "
                            + failure.raw().feed()
                            + " accepts)",
                    scoped.scope());
        } else if (scoped.scope().action() == Policy.Action.DISCARD) {
            endAtOnce(draft, failure, version, RepairState.DISCARDED, "", scoped.scope());
        } else if (Guards.check(
                        failure.cell(), version, scoped.namespace(), policy, draft.time.nowMillis())
                instanceof Guards.Verdict.Never never) {
            bury(draft, failure, version, never.reason(), never.message(), scoped.scope());
        } else {
            join(draft, failure, version, hold(draft, failure), scoped.scope());
        }
    }

    private static Phase hold(EdgeDraft draft, Failure failure) {
        long lag = draft.policy.lags().millis(failure.origin(), failure.target());
        long firstSeen = Math.max(failure.failedAtMillis(), failure.raw().readAtMillis());
        return new Phase.Holding(
                failure.failedAtMillis() + lag, firstSeen + lag + HOLD_GRACE_MILLIS);
    }

    /** Dies before it was ever pending. */
    private static void bury(
            EdgeDraft draft,
            Failure failure,
            Version version,
            DeathReason reason,
            String message,
            Policy.ScopeRule scope) {
        draft.effects.add(
                new Effect.Bury(
                        reason,
                        message,
                        failure.cell(),
                        failure.target(),
                        version,
                        0,
                        failure.failedAtMillis(),
                        failure.redrives(),
                        new Effect.Grave.Fresh(failure.raw())));
        endAtOnce(draft, failure, version, RepairState.DEAD, reason.name(), scope);
    }

    /**
     * Says that a version has ended which never was pending. If another one is, readers hear of its
     * wait anew after that.
     */
    private static void endAtOnce(
            EdgeDraft draft,
            Failure failure,
            Version version,
            RepairState end,
            String reason,
            Policy.ScopeRule scope) {
        Repair never = fresh(draft, failure, version, -1, new Phase.Waiting(0));
        CellDraft cell = draft.cell(failure.cell());
        int index = cell == null ? -1 : EdgeDraft.indexOf(cell, failure.target());
        if (cell == null || index < 0) {
            CellDraft nothing = new CellDraft(failure.cell(), List.of());
            draft.reportEnd(nothing, never, never.best(), end, reason, scope.name());
            return;
        }
        Repair pending = cell.repairs.get(index);
        Repair after = pending.overshadowed(draft.nextRevision(pending));
        draft.reportEnd(
                cell,
                never.overshadowed(pending.revision()),
                never.best(),
                end,
                reason,
                scope.name());
        draft.replace(cell, index, after);
    }

    private static Repair fresh(
            EdgeDraft draft, Failure failure, Version version, int payload, Phase phase) {
        long now = draft.time.nowMillis();
        return new Repair(
                failure.target(),
                failure.origin(),
                List.of(
                        new Candidate(
                                version, payload, failure.failedAtMillis(), failure.redrives())),
                phase,
                0,
                0,
                (int) (now & FIRST_LEASE_MASK),
                now,
                now,
                null,
                0,
                failure.cause().kind().isAmbiguous(),
                null);
    }

    /**
     * Makes the failure pending, or merges it into what is. A null scope: it is not known yet, and
     * merges with nobody else.
     */
    private static void join(
            EdgeDraft draft,
            Failure failure,
            Version version,
            Phase phase,
            Policy.@Nullable ScopeRule scope) {
        CellDraft cell = draft.cellOrNew(failure.cell());
        int known = payloadOf(cell, version);
        int payload = known >= 0 ? known : draft.keep(failure.raw());
        Candidate candidate =
                new Candidate(version, payload, failure.failedAtMillis(), failure.redrives());

        int index = EdgeDraft.indexOf(cell, failure.target());
        if (index < 0) {
            draft.add(cell, fresh(draft, failure, version, payload, phase));
            index = cell.repairs.size() - 1;
        } else {
            Repair merged = offer(draft, cell.repairs.get(index), candidate);
            merged = hurry(draft, merged, failure.origin(), phase);
            draft.replace(
                    cell,
                    index,
                    failure.cause().kind().isAmbiguous() ? merged.markAmbiguous() : merged);
        }
        if (scope != null && merges(draft, cell, cell.repairs.get(index))) {
            shareWinner(draft, cell, index);
        }
    }

    /**
     * Gives every target of the cell that takes part in merging the best version of any of them.
     */
    private static void shareWinner(EdgeDraft draft, CellDraft cell, int arrived) {
        if (cell.repairs.size() == 1) {
            return;
        }
        Candidate best = cell.repairs.get(arrived).best();
        for (Repair repair : cell.repairs) {
            if (repair.best().version().beats(best.version()) && merges(draft, cell, repair)) {
                best = repair.best();
            }
        }
        for (int i = 0; i < cell.repairs.size(); i++) {
            Repair repair = cell.repairs.get(i);
            if (best.version().beats(repair.best().version()) && merges(draft, cell, repair)) {
                draft.replace(cell, i, offer(draft, repair, best));
            }
        }
    }

    private static boolean merges(EdgeDraft draft, CellDraft cell, Repair repair) {
        return draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped
                && scoped.scope().mergeAcrossTargets();
    }

    /**
     * Adds a version to what a repair could write. Attempts and age of one that comes back from the
     * dead letters count from there.
     */
    private static Repair offer(EdgeDraft draft, Repair repair, Candidate offered) {
        List<Candidate> candidates = new ArrayList<>(repair.candidates());
        for (int i = 0; i < candidates.size(); i++) {
            Candidate known = candidates.get(i);
            if (known.version().equals(offered.version())) {
                candidates.set(
                        i,
                        new Candidate(
                                known.version(),
                                known.payload(),
                                Math.min(
                                        known.firstFailedAtMillis(), offered.firstFailedAtMillis()),
                                Math.max(known.redrives(), offered.redrives())));
                Repair same = repair.withCandidates(candidates);
                boolean redriven = i == 0 && offered.redrives() > known.redrives();
                return redriven ? same.startOver(draft.time.nowMillis()) : same;
            }
        }
        draft.effects.add(new Effect.Supersede(repair.target()));
        int place = 0;
        while (place < candidates.size()
                && candidates.get(place).version().beats(offered.version())) {
            place++;
        }
        candidates.add(place, offered);
        if (candidates.size() > Repair.CANDIDATES_MAX) {
            forgetLeast(repair, candidates);
        }
        Repair next = repair.withCandidates(candidates);
        return place == 0 ? next.startOver(draft.time.nowMillis()) : next;
    }

    /** The least is superseded for good; but not the one in flight, whose answer may need it. */
    private static void forgetLeast(Repair repair, List<Candidate> candidates) {
        int last = candidates.size() - 1;
        boolean flying =
                repair.phase() instanceof Phase.InFlight flight
                        && flight.payload() == candidates.get(last).payload();
        candidates.remove(flying ? last - 1 : last);
    }

    /**
     * A merge may bring a hold's end forward, and makes a repair known that waited for the config;
     * it never puts anything off.
     */
    private static Repair hurry(EdgeDraft draft, Repair repair, String origin, Phase arrived) {
        if (repair.phase() instanceof Phase.Holding now && arrived instanceof Phase.Holding then) {
            Phase earlier =
                    new Phase.Holding(
                            Math.min(now.eventDueMillis(), then.eventDueMillis()),
                            Math.min(now.deadlineMillis(), then.deadlineMillis()));
            return repair.to(earlier, draft.time.nowMillis());
        }
        if (repair.phase() instanceof Phase.Parked parked
                && parked.why().death() != null
                && arrived instanceof Phase.Holding) {
            return repair.from(origin).to(arrived, draft.time.nowMillis());
        }
        return repair;
    }

    private static int payloadOf(CellDraft cell, Version version) {
        for (Repair repair : cell.repairs) {
            for (Candidate candidate : repair.candidates()) {
                if (candidate.version().equals(version)) {
                    return candidate.payload();
                }
            }
        }
        return -1;
    }
}
