package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt means for the repair. */
final class Answers {
    private Answers() {}

    static void take(EdgeDraft draft, Input.Answered answered) {
        CellDraft cell = draft.cell(answered.cell());
        int index = cell == null ? -1 : EdgeDraft.indexOf(cell, answered.target());
        if (cell == null
                || index < 0
                || !(cell.repairs.get(index).phase() instanceof Phase.InFlight flight)
                || flight.lease() != answered.lease()) {
            return; // an answer to an earlier attempt: that one has been counted as lost
        }
        Repair repair = cell.repairs.get(index);
        Repair next = meaning(draft, cell, repair, answered);
        if (next == null) {
            draft.end(cell, index);
        } else {
            draft.replace(cell, index, next);
        }
    }

    private static @Nullable Repair meaning(
            EdgeDraft draft, CellDraft cell, Repair repair, Input.Answered answered) {
        Answer.Kind kind = answered.answer().kind();
        switch (kind) {
            case UNAVAILABLE, THROTTLED, UNKNOWN:
                return failed(draft, answered.gates(), cell, repair, kind);
            case HEALED:
                if (isDoubtful(repair)) {
                    long now = draft.time.nowMillis();
                    return repair.to(new Phase.Waiting(now), now);
                }
                break;
            case APPLIED, SUPERSEDED, REJECTED:
                break;
        }
        return ended(draft, cell, repair.triedOnceMore(), answered.answer());
    }

    /**
     * Whether it was read first, and only then became known that the write may have reached some
     * replicas: the write is made whatever was read.
     */
    private static boolean isDoubtful(Repair repair) {
        return repair.ambiguous()
                && repair.phase() instanceof Phase.InFlight flight
                && flight.readFirst();
    }

    private static @Nullable Repair ended(
            EdgeDraft draft, CellDraft cell, Repair repair, Answer answer) {
        Candidate tried = tried(repair);
        boolean expired = tried.version().isExpired(draft.time.nowMicros());
        switch (answer.kind()) {
            case APPLIED:
                return without(
                        draft,
                        cell,
                        repair,
                        tried,
                        true,
                        expired ? RepairState.EXPIRED : RepairState.APPLIED,
                        "");
            case HEALED:
                return without(
                        draft,
                        cell,
                        repair,
                        tried,
                        true,
                        expired ? RepairState.EXPIRED : RepairState.HEALED,
                        "");
            case SUPERSEDED:
                return without(draft, cell, repair, tried, true, RepairState.SUPERSEDED, "");
            case REJECTED:
                Attempts.bury(draft, cell, repair, tried, DeathReason.REJECTED, answer.message());
                return without(
                        draft,
                        cell,
                        repair,
                        tried,
                        false,
                        RepairState.DEAD,
                        DeathReason.REJECTED.name());
            default:
                throw new IllegalArgumentException(
                        "answer: " + answer.kind() + " (expected: an end)");
        }
    }

    private static Candidate tried(Repair repair) {
        Phase.InFlight flight = (Phase.InFlight) repair.phase();
        return repair.candidates().stream()
                .filter(candidate -> candidate.payload() == flight.payload())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "payload " + flight.payload() + " in flight but not held"));
    }

    /**
     * A version has ended. With it ends what it superseded ({@code andLesser}), unless the store
     * rejected it for good: then the runner-up is tried. Ends the repair if nothing is left.
     */
    static @Nullable Repair without(
            EdgeDraft draft,
            CellDraft cell,
            Repair repair,
            Candidate ended,
            boolean andLesser,
            RepairState end,
            String reason) {
        List<Candidate> left = new ArrayList<>(repair.candidates());
        int place = left.indexOf(ended);
        left.subList(place, andLesser ? left.size() : place + 1).clear();
        if (left.isEmpty()) {
            draft.reportEnd(
                    cell,
                    repair,
                    ended,
                    end,
                    reason,
                    draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped
                            ? scoped.scope().name()
                            : "");
            return null;
        }
        long now = draft.time.nowMillis();
        return repair.withCandidates(left)
                .withoutTrouble()
                .startOver(now)
                .to(new Phase.Waiting(now), now);
    }

    /**
     * Not now: the repair waits for its next attempt, for its target to recover, or dies of a
     * ceiling.
     */
    static @Nullable Repair failed(
            EdgeDraft draft, Gates gates, CellDraft cell, Repair repair, Answer.Kind kind) {
        long now = draft.time.nowMillis();
        if (!(draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped)) {
            return repair.failedOnce(kind, repair.attempts(), repair.backoffMillis(), now)
                    .to(new Phase.Waiting(now), now);
        }
        Policy.ScopeRule scope = scoped.scope();
        Gates.Fault fault = gates.fault(repair.target(), cell.cell.namespace());
        Candidate tried = tried(repair);
        boolean isItsOwn = tried.equals(repair.best()) && fault == Gates.Fault.REPAIR;
        boolean counts = isItsOwn && kind != Answer.Kind.THROTTLED;
        int attempts = repair.attempts() + (counts ? 1 : 0);
        long backoff = Backoff.next(repair.backoffMillis(), scope.retry());
        Repair after = repair.failedOnce(kind, attempts, backoff, now);
        if (fault == Gates.Fault.TARGET) {
            return Attempts.park(after, Phase.Why.TARGET, now);
        }
        if (fault == Gates.Fault.NAMESPACE) {
            return Attempts.park(after, Phase.Why.NAMESPACE, now);
        }
        DeathReason ceiling = isItsOwn ? Attempts.ceilingReached(after, scope.retry(), now) : null;
        if (ceiling != null) {
            return Attempts.exhausted(draft, cell, after, tried, ceiling, scope);
        }
        long wait = Backoff.jittered(backoff, scope.retry().jitter(), cell.cell, repair, attempts);
        return after.to(new Phase.Waiting(now + wait), now);
    }
}
