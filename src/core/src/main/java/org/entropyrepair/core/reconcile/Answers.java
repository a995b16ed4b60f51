package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt means for the repair. */
final class Answers {
    private Answers() {}

    /**
     * How a candidate ended.
     *
     * @param version what it was about; null of a copy that found nothing
     * @param state the end
     * @param reason why, in words; empty where the state says it all
     */
    record End(@Nullable Version version, RepairState state, String reason) {}

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
        Answer answer = answered.answer();
        Repair next;
        End end = null;
        switch (answer.kind()) {
            case UNAVAILABLE, THROTTLED, UNKNOWN, SOURCE_AWAY, NOT_FOUND:
                next = failed(draft, answered.gates(), cell, repair, answer.kind());
                break;
            case AHEAD:
                next = ahead(draft, repair, answer);
                break;
            case REJECTED, AMBIGUOUS, DRIFTED:
                next = died(draft, cell, repair.triedOnceMore(), answer);
                break;
            default:
                end = isDoubtful(repair, answer) ? null : end(draft, repair, answer);
                next =
                        end == null
                                ? again(draft, repair)
                                : done(draft, cell, repair.triedOnceMore(), answer, end);
        }
        if (next == null) {
            draft.end(cell, index);
        } else {
            draft.replace(cell, index, next);
        }
        if (end != null && end.version() != null) {
            endInGroup(draft, cell, repair, flight, end, end.version());
        }
    }

    /**
     * Whether it was read first, and only then became known that the write may have reached some
     * replicas: the write is made whatever was read.
     */
    private static boolean isDoubtful(Repair repair, Answer answer) {
        return answer.kind() == Answer.Kind.HEALED
                && repair.ambiguous()
                && repair.phase() instanceof Phase.InFlight flight
                && flight.readFirst();
    }

    private static Repair again(EdgeDraft draft, Repair repair) {
        long now = draft.time.nowMillis();
        return repair.to(new Phase.Waiting(now), now);
    }

    private static End end(EdgeDraft draft, Repair repair, Answer answer) {
        Candidate tried = tried(repair);
        Answer.Found found = answer.found();
        Version version = tried.copy() ? found == null ? null : found.winner() : tried.version();
        boolean expired = version != null && version.isExpired(draft.time.nowMicros());
        return switch (answer.kind()) {
            case APPLIED ->
                    new End(version, expired ? RepairState.EXPIRED : RepairState.APPLIED, "");
            case HEALED -> new End(version, expired ? RepairState.EXPIRED : RepairState.HEALED, "");
            case SUPERSEDED -> new End(version, RepairState.SUPERSEDED, "");
            case DELETED -> new End(version, RepairState.SUPERSEDED, answer.kind().text());
            default ->
                    throw new IllegalArgumentException(
                            "answer: " + answer.kind() + " (expected: an end)");
        };
    }

    /** It stands in the store, or something newer does. */
    private static @Nullable Repair done(
            EdgeDraft draft, CellDraft cell, Repair repair, Answer answer, End end) {
        Candidate tried = tried(repair);
        if (answer.kind() == Answer.Kind.DELETED && answer.found() != null) {
            Copies.spread(draft, cell, repair, tried, answer.found());
        }
        return goOn(draft, cell, repair, left(repair, tried, end.version()), end);
    }

    /** It will never be; the runner-up is tried. */
    private static @Nullable Repair died(
            EdgeDraft draft, CellDraft cell, Repair repair, Answer answer) {
        DeathReason reason =
                switch (answer.kind()) {
                    case AMBIGUOUS -> DeathReason.AMBIGUOUS_ABSENCE;
                    case DRIFTED -> DeathReason.CLOCK_DRIFT;
                    default -> DeathReason.REJECTED;
                };
        Candidate tried = tried(repair);
        Attempts.bury(draft, cell, repair, tried, reason, answer.message());
        Answer.Found found = answer.found();
        Version version = found == null ? tried.outlook() : found.winner();
        return goOn(
                draft,
                cell,
                repair,
                left(repair, tried, null),
                new End(version, RepairState.DEAD, reason.name()));
    }

    private static Candidate tried(Repair repair) {
        for (Candidate candidate : repair.candidates()) {
            if (repair.isFlying(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("in flight but not held: " + repair);
    }

    /**
     * What is left when a candidate has ended. With a version ends what it superseded; with a copy
     * end older copies, which are part of it.
     *
     * @param upTo versions up to this one end, too; null for none
     */
    static List<Candidate> left(Repair repair, Candidate ended, @Nullable Version upTo) {
        List<Candidate> left = new ArrayList<>(repair.candidates());
        int place = left.indexOf(ended);
        left.subList(place, ended.copy() ? left.size() : place + 1).clear();
        return upTo == null ? left : without(left, upTo);
    }

    private static List<Candidate> without(List<Candidate> candidates, Version upTo) {
        List<Candidate> left = new ArrayList<>(candidates);
        left.removeIf(candidate -> !candidate.copy() && !candidate.version().beats(upTo));
        return left;
    }

    /** With what is left; ends the repair if nothing is. */
    static @Nullable Repair goOn(
            EdgeDraft draft, CellDraft cell, Repair repair, List<Candidate> left, End end) {
        if (left.isEmpty()) {
            draft.reportEnd(
                    cell,
                    repair,
                    end.version(),
                    end.state(),
                    end.reason(),
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
     * What stands in one region of a group stands in all of them: there, everything up to that
     * version ends the same way. Not where a write has to be made and this was only read.
     */
    private static void endInGroup(
            EdgeDraft draft,
            CellDraft cell,
            Repair by,
            Phase.InFlight flight,
            End end,
            Version version) {
        boolean onlyRead = flight.readFirst() && end.state() == RepairState.HEALED;
        End there = new End(version, end.state(), "written through " + by.target());
        for (int i = cell.repairs.size() - 1; i >= 0; i--) {
            Repair repair = cell.repairs.get(i);
            if (repair.target().equals(by.target())
                    || !draft.policy.shareStore(repair.target(), by.target())
                    || repair.phase() instanceof Phase.InFlight
                    || (onlyRead && repair.ambiguous())) {
                continue;
            }
            List<Candidate> left = without(repair.candidates(), version);
            if (left.isEmpty()) {
                goOn(draft, cell, repair, left, there);
                draft.end(cell, i);
            } else if (left.size() < repair.candidates().size()) {
                draft.replace(cell, i, repair.withCandidates(left));
            }
        }
    }

    /** The winner may be written when the clock has caught up with it. */
    private static Repair ahead(EdgeDraft draft, Repair repair, Answer answer) {
        long now = draft.time.nowMillis();
        Answer.Found found = answer.found();
        if (found == null) {
            throw new IllegalArgumentException("answer: ahead (expected: with what was found)");
        }
        long due =
                Math.floorDiv(found.winner().token().generatedAtMicros(), 1000L)
                        - draft.policy.clock().maxDriftMillis();
        return repair.withoutTrouble().to(new Phase.Waiting(Math.max(now + 1, due)), now);
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
        boolean counts = isItsOwn && kind.countsAsAttempt();
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
