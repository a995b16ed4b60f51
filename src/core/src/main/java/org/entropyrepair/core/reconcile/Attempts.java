package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;
import org.jspecify.annotations.Nullable;

/**
 * What is due is tried: scope and guards again, then the ceilings, then the other regions of the
 * target's store, then the gate of the target, then the write.
 */
final class Attempts {
    private Attempts() {}

    static void lookAtAll(EdgeDraft draft, Gates gates) {
        draft.forEach((cell, repair) -> look(draft, gates, cell, repair));
    }

    /**
     * Whatever is in flight under a lease of an earlier life may have landed or not: it is due
     * again.
     */
    static void voidLeases(EdgeDraft draft, Set<Input.Lease> live) {
        draft.forEach(
                (cell, repair) -> {
                    boolean lost =
                            repair.phase() instanceof Phase.InFlight flight
                                    && !live.contains(
                                            new Input.Lease(
                                                    cell.cell, repair.target(), flight.lease()));
                    return lost
                            ? repair.markAmbiguous()
                                    .to(
                                            new Phase.Waiting(draft.time.nowMillis()),
                                            draft.time.nowMillis())
                            : repair;
                });
    }

    /** Whether it has to be looked at, at this moment. */
    static boolean isDue(Repair repair, Time time) {
        if (repair.phase() instanceof Phase.Holding hold) {
            return time.watermarkMillis() >= hold.eventDueMillis()
                    || time.nowMillis() >= hold.deadlineMillis();
        } else if (repair.phase() instanceof Phase.Waiting waiting) {
            return time.nowMillis() >= waiting.dueMillis();
        } else if (repair.phase() instanceof Phase.InFlight flight) {
            return time.nowMillis() >= flight.untilMillis();
        } else if (repair.phase() instanceof Phase.Parked parked) {
            return time.nowMillis() >= parked.untilMillis();
        }
        return false;
    }

    private static @Nullable Repair look(
            EdgeDraft draft, Gates gates, CellDraft cell, Repair repair) {
        if (repair.phase() instanceof Phase.InFlight) {
            return isDue(repair, draft.time)
                    ? Answers.failed(draft, gates, cell, repair, Answer.Kind.UNKNOWN)
                    : repair;
        }
        return repair.isParked() || isDue(repair, draft.time)
                ? attempt(draft, gates, cell, repair)
                : repair;
    }

    private static @Nullable Repair attempt(
            EdgeDraft draft, Gates gates, CellDraft cell, Repair repair) {
        long now = draft.time.nowMillis();
        if (!(draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped)) {
            return strange(draft, cell, repair);
        }
        Policy.ScopeRule scope = scoped.scope();
        if (scope.action() == Policy.Action.DISCARD) {
            draft.reportEnd(
                    cell, repair, repair.best().outlook(), RepairState.DISCARDED, "", scope.name());
            return null;
        }
        if (scope.action() == Policy.Action.PAUSE) {
            return park(repair, Phase.Why.PAUSED, now);
        }
        Sifted sifted = sift(draft, cell, repair, scoped);
        if (sifted.kept.isEmpty()) {
            draft.reportEnd(
                    cell,
                    repair,
                    repair.best().outlook(),
                    RepairState.DEAD,
                    sifted.deathName(),
                    scope.name());
            return null;
        }
        Repair sound = repair;
        if (sifted.kept.size() < repair.candidates().size()) {
            sound = repair.withCandidates(sifted.kept).startOver(now);
        }
        if (sifted.pick == null) {
            return sound.to(new Phase.Waiting(sifted.laterMillis), now);
        }
        DeathReason ceiling =
                sifted.pick.equals(sound.best()) ? ceilingReached(sound, scope.retry(), now) : null;
        if (ceiling != null
                && gates.fault(repair.target(), cell.cell.namespace()) == Gates.Fault.REPAIR) {
            return exhausted(draft, cell, sound, sifted.pick, ceiling, scope);
        }
        if (scope.action() == Policy.Action.OBSERVE) {
            return sound.phase() instanceof Phase.Observed
                    ? sound
                    : sound.to(new Phase.Observed(), now);
        }
        return send(draft, gates, cell, sound, sifted.pick, scoped);
    }

    private static Repair send(
            EdgeDraft draft,
            Gates gates,
            CellDraft cell,
            Repair repair,
            Candidate pick,
            Policy.Scoping.Scoped scoped) {
        long now = draft.time.nowMillis();
        if (draft.waitsForGroup(cell, repair)) {
            return repair.isParked() ? repair.to(new Phase.Waiting(now), now) : repair;
        }
        switch (gates.at(repair.target(), scoped.scope().name(), cell.cell.namespace())) {
            case PARKED:
                return park(repair, Phase.Why.TARGET, now);
            case NAMESPACE_PARKED:
                return park(repair, Phase.Why.NAMESPACE, now);
            case OVERFULL:
                return park(repair, whyNoRoom(gates, cell, repair), now);
            case FULL:
                if (repair.isParked()) {
                    return park(repair, whyNoRoom(gates, cell, repair), now);
                }
                draft.isBlockedOn(repair.target());
                // Readers of whose hold was said learn that it is over; nobody else has to.
                return repair.phase() instanceof Phase.Holding && repair.isKnown()
                        ? repair.to(new Phase.Waiting(now), now)
                        : repair;
            case OPEN:
                break;
        }
        Repair leased = repair.leased();
        boolean readFirst =
                !repair.ambiguous() && (pick.copy() || scoped.scope().readBeforeWrite());
        draft.effects.add(
                pick.copy()
                        ? Copies.copy(draft, cell, leased, pick, scoped)
                        : new Effect.Write(
                                cell.cell,
                                repair.target(),
                                pick.payload(),
                                pick.version(),
                                leased.leases(),
                                scoped.scope().name(),
                                readFirst));
        return leased.to(
                new Phase.InFlight(
                        leased.leases(),
                        now + draft.policy.leaseMillis(),
                        pick.payload(),
                        readFirst),
                now);
    }

    /** A target that is being probed has room for probes only: it is not behind, but out still. */
    private static Phase.Why whyNoRoom(Gates gates, CellDraft cell, Repair repair) {
        return gates.fault(repair.target(), cell.cell.namespace()) == Gates.Fault.TARGET
                ? Phase.Why.TARGET
                : Phase.Why.BACKLOG;
    }

    /** Parks; one that is parked for the same reason already stays as it is. */
    static Repair park(Repair repair, Phase.Why why, long nowMillis) {
        return repair.phase() instanceof Phase.Parked parked && parked.why() == why
                ? repair
                : repair.to(new Phase.Parked(why, Long.MAX_VALUE), nowMillis);
    }

    /** The config does not know it (any more): it waits for one that does, for so long. */
    private static @Nullable Repair strange(EdgeDraft draft, CellDraft cell, Repair repair) {
        long now = draft.time.nowMillis();
        Policy.Scoping.Unknown unknown = (Policy.Scoping.Unknown) draft.scopeOf(cell, repair);
        boolean waits =
                repair.phase() instanceof Phase.Parked parked && parked.why().death() != null;
        if (!waits && !unknown.forGood()) {
            return repair.to(
                    new Phase.Parked(
                            Phase.Why.of(unknown.reason()), now + draft.policy.unknownKeptMillis()),
                    now);
        }
        if (!unknown.forGood()
                && repair.phase() instanceof Phase.Parked parked
                && now < parked.untilMillis()) {
            Phase.Why why = Phase.Why.of(unknown.reason());
            return parked.why() == why
                    ? repair
                    : repair.to(new Phase.Parked(why, parked.untilMillis()), now);
        }
        for (Candidate candidate : repair.candidates()) {
            bury(draft, cell, repair, candidate, unknown.reason(), unknown.message());
        }
        draft.reportEnd(
                cell,
                repair,
                repair.best().outlook(),
                RepairState.DEAD,
                unknown.reason().name(),
                "");
        return null;
    }

    /** What is left of the candidates after the guards. */
    private record Sifted(
            List<Candidate> kept,
            @Nullable Candidate pick,
            long laterMillis,
            @Nullable DeathReason death) {
        String deathName() {
            return death == null ? "" : death.name();
        }
    }

    /** Buries what must never be written; picks the best of what may be written now. */
    private static Sifted sift(
            EdgeDraft draft, CellDraft cell, Repair repair, Policy.Scoping.Scoped scoped) {
        List<Candidate> kept = new ArrayList<>(repair.candidates().size());
        Candidate pick = null;
        long later = Long.MAX_VALUE;
        DeathReason death = null;
        for (Candidate candidate : repair.candidates()) {
            if (pick != null) {
                kept.add(candidate);
                continue;
            }
            Guards.Verdict verdict =
                    Guards.check(
                            cell.cell,
                            candidate,
                            scoped.namespace(),
                            draft.policy,
                            draft.time.nowMillis());
            if (verdict instanceof Guards.Verdict.Never never) {
                bury(draft, cell, repair, candidate, never.reason(), never.message());
                death = never.reason();
                continue;
            }
            kept.add(candidate);
            if (verdict instanceof Guards.Verdict.Later ahead) {
                later = Math.min(later, ahead.atMillis());
            } else {
                pick = candidate;
            }
        }
        return new Sifted(kept, pick, later, death);
    }

    /**
     * The ceilings are those of the best version: what it supersedes does not die of them alone.
     */
    static @Nullable DeathReason ceilingReached(Repair repair, Policy.Retry retry, long nowMillis) {
        if (retry.maxAttempts() > 0 && repair.attempts() >= retry.maxAttempts()) {
            return DeathReason.ATTEMPTS_EXHAUSTED;
        }
        long age = nowMillis - repair.parkedMillis(nowMillis) - repair.ageFromMillis();
        return retry.maxAgeMillis() > 0 && age >= retry.maxAgeMillis()
                ? DeathReason.AGE_EXHAUSTED
                : null;
    }

    /** The best version dies, and with it what it superseded. */
    static @Nullable Repair exhausted(
            EdgeDraft draft,
            CellDraft cell,
            Repair repair,
            Candidate tried,
            DeathReason ceiling,
            Policy.ScopeRule scope) {
        String message =
                ceiling == DeathReason.ATTEMPTS_EXHAUSTED
                        ? "attempts: " + repair.attempts() + " (expected: success within them)"
                        : "age: over "
                                + scope.retry().maxAgeMillis()
                                + " ms (expected: repaired within them)";
        bury(draft, cell, repair, tried, ceiling, message);
        return Answers.goOn(
                draft,
                cell,
                repair,
                Answers.left(repair, tried, tried.outlook()),
                new Answers.End(tried.outlook(), RepairState.DEAD, ceiling.name()));
    }

    static void bury(
            EdgeDraft draft,
            CellDraft cell,
            Repair repair,
            Candidate candidate,
            DeathReason reason,
            String message) {
        draft.effects.add(
                new Effect.Bury(
                        reason,
                        message,
                        cell.cell,
                        repair.target(),
                        candidate.op(cell.cell),
                        candidate.named(),
                        repair.attempts(),
                        candidate.firstFailedAtMillis(),
                        candidate.redrives(),
                        new Effect.Source.Kept(candidate.payload())));
    }
}
