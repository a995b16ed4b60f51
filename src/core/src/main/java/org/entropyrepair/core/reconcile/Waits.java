package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;

/** Says why a repair waits, once per wait, when it has lasted long enough to be of interest. */
final class Waits {
    private Waits() {}

    /**
     * Says what is to be said of the edge's waits.
     *
     * @param ahead whether also of those which will last long enough, as far as can be seen
     */
    static void publish(EdgeDraft draft, Gates gates, boolean ahead) {
        draft.forEach(
                (cell, repair) ->
                        isToBePublished(repair, draft, ahead)
                                ? publish(draft, gates, cell, repair)
                                : repair);
    }

    private static boolean isToBePublished(Repair repair, EdgeDraft draft, boolean ahead) {
        long at = publicationMillis(repair, draft.policy);
        long now = draft.time.nowMillis();
        return now >= at
                || ahead
                        && at != Long.MAX_VALUE
                        && waitsForATime(repair.phase())
                        && !Attempts.isDue(repair, draft.time.later(at - now));
    }

    private static boolean waitsForATime(Phase phase) {
        return phase instanceof Phase.Holding || phase instanceof Phase.Waiting;
    }

    /**
     * When this wait is to be published; {@link Long#MAX_VALUE} if it has been or will not be. A
     * target that is parked or behind as a whole is published once, elsewhere: of its repairs only
     * those are, of which readers would go on believing something else. A dry run is said at once:
     * it is all there is to see of it.
     */
    static long publicationMillis(Repair repair, Policy policy) {
        if (repair.isKnown()) {
            return Long.MAX_VALUE;
        }
        if (repair.waitsWithTarget() && !repair.isVisible()) {
            return Long.MAX_VALUE;
        }
        return repair.phase() instanceof Phase.Observed
                ? repair.sinceMillis()
                : repair.sinceMillis() + policy.visibleAfterMillis();
    }

    private static Repair publish(EdgeDraft draft, Gates gates, CellDraft cell, Repair repair) {
        RepairState state = repair.state();
        long revision = draft.nextRevision(repair);
        draft.effects.add(
                new Effect.Report(
                        state,
                        cell.cell,
                        repair.target(),
                        repair.best().outlook(),
                        revision,
                        repair.attempts(),
                        repair.sinceMillis(),
                        nextAttemptMillis(repair.phase()),
                        reason(draft, gates, cell, repair),
                        draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped
                                ? scoped.scope().name()
                                : "",
                        new Effect.Source.Kept(repair.best().payload())));
        return repair.publishedAs(state, revision);
    }

    private static long nextAttemptMillis(Phase phase) {
        if (phase instanceof Phase.Holding hold) {
            return hold.deadlineMillis();
        }
        return phase instanceof Phase.Waiting waiting ? waiting.dueMillis() : 0;
    }

    /** With what the store says, where it is a namespace that cannot be written. */
    private static String reason(EdgeDraft draft, Gates gates, CellDraft cell, Repair repair) {
        String reason = repair.reason(cell.cell, draft.time);
        String said =
                repair.phase() instanceof Phase.Parked parked && parked.why() == Phase.Why.NAMESPACE
                        ? gates.trouble(repair.target(), cell.cell.namespace())
                        : "";
        return said.isEmpty() ? reason : reason + ": " + said;
    }
}
