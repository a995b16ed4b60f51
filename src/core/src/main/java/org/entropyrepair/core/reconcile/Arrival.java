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

    private static final int NOT_KEPT = -1;

    private Arrival() {}

    static void merge(EdgeDraft draft, Failure failure) {
        Policy policy = draft.policy;
        Candidate arrived = candidate(failure);
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
                            draft.time.nowMillis()
                                    + (unknown.forGood() ? 0 : policy.unknownKeptMillis()));
            join(draft, failure, arrived, park, null);
            return;
        }
        Policy.Scoping.Scoped scoped = (Policy.Scoping.Scoped) scoping;
        if (!policy.accepts(failure.raw().feed(), failure.origin())) {
            bury(
                    draft,
                    failure,
                    arrived,
                    DeathReason.REJECTED,
                    "origin: "
                            + failure.origin()
                            + " (expected: one that "
                            + failure.raw().feed()
                            + " accepts)",
                    scoped.scope());
        } else if (scoped.scope().action() == Policy.Action.DISCARD) {
            endAtOnce(draft, failure, arrived, RepairState.DISCARDED, "", scoped.scope());
        } else if (Guards.check(
                        failure.cell(), arrived, scoped.namespace(), policy, draft.time.nowMillis())
                instanceof Guards.Verdict.Never never) {
            bury(draft, failure, arrived, never.reason(), never.message(), scoped.scope());
        } else {
            join(draft, failure, arrived, hold(draft, failure), scoped.scope());
        }
    }

    /** What the failure asks for; its record is not kept yet. */
    private static Candidate candidate(Failure failure) {
        Version version = failure.version();
        boolean copy = failure.op() == Op.COPY;
        if (version == null && !copy) {
            throw new IllegalArgumentException(
                    "version: null (expected: one of a " + failure.op().wireName() + ")");
        }
        return new Candidate(
                version == null ? Candidate.ANY : version,
                NOT_KEPT,
                failure.failedAtMillis(),
                failure.redrives(),
                copy);
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
            Candidate arrived,
            DeathReason reason,
            String message,
            Policy.ScopeRule scope) {
        draft.effects.add(
                new Effect.Bury(
                        reason,
                        message,
                        failure.cell(),
                        failure.target(),
                        failure.op(),
                        failure.version(),
                        0,
                        failure.failedAtMillis(),
                        failure.redrives(),
                        new Effect.Source.Fresh(failure.raw())));
        endAtOnce(draft, failure, arrived, RepairState.DEAD, reason.name(), scope);
    }

    /**
     * Says that a version has ended which never was pending. If another one is, readers hear of its
     * wait anew after that.
     */
    private static void endAtOnce(
            EdgeDraft draft,
            Failure failure,
            Candidate arrived,
            RepairState end,
            String reason,
            Policy.ScopeRule scope) {
        Repair never = fresh(draft, failure, arrived, new Phase.Waiting(0));
        Effect.Source record = new Effect.Source.Fresh(failure.raw());
        CellDraft cell = draft.cell(failure.cell());
        int index = cell == null ? -1 : EdgeDraft.indexOf(cell, failure.target());
        if (cell == null || index < 0) {
            CellDraft nothing = new CellDraft(failure.cell(), List.of());
            draft.reportEnd(nothing, never, failure.version(), end, reason, scope.name(), record);
            return;
        }
        Repair pending = cell.repairs.get(index);
        Repair after = pending.overshadowed(draft.nextRevision(pending));
        draft.reportEnd(
                cell,
                never.overshadowed(pending.revision()),
                failure.version(),
                end,
                reason,
                scope.name(),
                record);
        draft.replace(cell, index, after);
    }

    private static Repair fresh(
            EdgeDraft draft, Failure failure, Candidate candidate, Phase phase) {
        return Repair.fresh(
                failure.target(),
                failure.origin(),
                candidate,
                phase,
                failure.cause().kind().isAmbiguous(),
                draft.time.nowMillis());
    }

    /**
     * Makes the failure pending, or merges it into what is. A null scope: it is not known yet, and
     * merges with nobody else.
     */
    private static void join(
            EdgeDraft draft,
            Failure failure,
            Candidate arrived,
            Phase phase,
            Policy.@Nullable ScopeRule scope) {
        CellDraft cell = draft.cellOrNew(failure.cell());
        int known = arrived.copy() ? NOT_KEPT : payloadOf(cell, arrived.version());
        Candidate candidate = arrived.keptAs(known != NOT_KEPT ? known : draft.keep(failure.raw()));

        int index = EdgeDraft.indexOf(cell, failure.target());
        if (index < 0) {
            draft.add(cell, fresh(draft, failure, candidate, phase));
            index = cell.repairs.size() - 1;
        } else {
            Repair pending = cell.repairs.get(index);
            Repair merged =
                    arrived.copy()
                            ? offerCopy(draft, pending, candidate)
                            : offer(draft, hurryPastCopy(pending, phase, draft), candidate);
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
     * Gives every target of the cell that takes part in merging the best version of any of them. A
     * target that only waits for a copy takes no part: the copy looks for itself.
     */
    private static void shareWinner(EdgeDraft draft, CellDraft cell, int arrived) {
        if (cell.repairs.size() == 1) {
            return;
        }
        Candidate best = cell.repairs.get(arrived).best();
        if (best.copy()) {
            return;
        }
        for (Repair repair : cell.repairs) {
            if (isLess(best, repair.best()) && merges(draft, cell, repair)) {
                best = repair.best();
            }
        }
        for (int i = 0; i < cell.repairs.size(); i++) {
            Repair repair = cell.repairs.get(i);
            if (isLess(repair.best(), best) && merges(draft, cell, repair)) {
                draft.replace(cell, i, offer(draft, repair, best));
            }
        }
    }

    private static boolean isLess(Candidate one, Candidate other) {
        return !one.copy() && !other.copy() && other.version().beats(one.version());
    }

    private static boolean merges(EdgeDraft draft, CellDraft cell, Repair repair) {
        return draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped
                && scoped.scope().mergeAcrossTargets();
    }

    /**
     * Adds a version to what a repair could write. Attempts and age of one that comes back from the
     * dead letters count from there.
     */
    static Repair offer(EdgeDraft draft, Repair repair, Candidate offered) {
        List<Candidate> candidates = new ArrayList<>(repair.candidates());
        int versions = Candidate.copiesFrom(candidates);
        for (int i = 0; i < versions; i++) {
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
        while (place < versions && candidates.get(place).version().beats(offered.version())) {
            place++;
        }
        candidates.add(place, offered);
        if (versions == Repair.CANDIDATES_MAX) {
            forgetLeast(repair, candidates, versions);
        }
        Repair next = repair.withCandidates(candidates);
        return place == 0 ? next.startOver(draft.time.nowMillis()) : next;
    }

    /** The least is superseded for good; but not the one in flight, whose answer may need it. */
    private static void forgetLeast(Repair repair, List<Candidate> candidates, int last) {
        candidates.remove(repair.isFlying(candidates.get(last)) ? last - 1 : last);
    }

    /**
     * Adds a copy, or makes one of it and the one that is pending. A copy in flight may have looked
     * before this one was called for: it is made once more.
     */
    private static Repair offerCopy(EdgeDraft draft, Repair repair, Candidate offered) {
        List<Candidate> candidates = new ArrayList<>(repair.candidates());
        int place = Candidate.copiesFrom(candidates);
        if (place == candidates.size()) {
            candidates.add(offered);
            return repair.withCandidates(candidates);
        }
        draft.effects.add(new Effect.Supersede(repair.target()));
        Candidate known = candidates.get(place);
        boolean flying = repair.isFlying(known);
        candidates.set(
                place, flying ? known.and(offered).keptAs(offered.payload()) : known.and(offered));
        candidates.subList(place + 1, candidates.size()).removeIf(old -> !repair.isFlying(old));
        if (flying) {
            candidates.add(known);
        }
        Repair next = repair.withCandidates(candidates);
        return place == 0 && offered.redrives() > known.redrives()
                ? next.startOver(draft.time.nowMillis())
                : next;
    }

    /**
     * A version does not wait for a copy that has to wait: a copy that waits for its next attempt
     * lets the version's hold go first.
     */
    private static Repair hurryPastCopy(Repair repair, Phase arrived, EdgeDraft draft) {
        boolean sooner =
                repair.best().copy()
                        && repair.phase() instanceof Phase.Waiting waiting
                        && arrived instanceof Phase.Holding hold
                        && hold.deadlineMillis() < waiting.dueMillis();
        return sooner ? repair.to(arrived, draft.time.nowMillis()) : repair;
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
                if (!candidate.copy() && candidate.version().equals(version)) {
                    return candidate.payload();
                }
            }
        }
        return -1;
    }
}
