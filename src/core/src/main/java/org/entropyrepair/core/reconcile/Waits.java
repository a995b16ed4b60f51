package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.EdgeDraft.CellDraft;

/** Says why a repair waits, once per wait, when it has lasted long enough to be of interest. */
final class Waits {
    private Waits() {}

    static void publish(EdgeDraft draft, Gates gates) {
        draft.forEach(
                (cell, repair) ->
                        draft.time.nowMillis() >= publicationMillis(repair, draft.policy)
                                ? publish(draft, gates, cell, repair)
                                : repair);
    }

    /**
     * When this wait is to be published; {@link Long#MAX_VALUE} if it has been or will not be. A
     * target that is parked as a whole is published once, elsewhere. A dry run is said at once: it
     * is all there is to see of it.
     */
    static long publicationMillis(Repair repair, Policy policy) {
        if (repair.published() == repair.state()) {
            return Long.MAX_VALUE;
        }
        if (repair.phase() instanceof Phase.Parked parked && parked.why().isOfTarget()) {
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
                        reason(gates, cell, repair, draft.time.nowMillis()),
                        draft.scopeOf(cell, repair) instanceof Policy.Scoping.Scoped scoped
                                ? scoped.scope().name()
                                : ""));
        return repair.publishedAs(state, revision);
    }

    private static long nextAttemptMillis(Phase phase) {
        if (phase instanceof Phase.Holding hold) {
            return hold.deadlineMillis();
        }
        return phase instanceof Phase.Waiting waiting ? waiting.dueMillis() : 0;
    }

    private static String reason(Gates gates, CellDraft cell, Repair repair, long nowMillis) {
        if (repair.phase() instanceof Phase.Parked parked) {
            return parked.why() == Phase.Why.NAMESPACE
                    ? namespaceParked(gates, cell.cell.namespace(), repair.target())
                    : parked.why().text();
        }
        if (repair.phase() instanceof Phase.Holding) {
            return "waiting for replication";
        }
        if (repair.phase() instanceof Phase.Waiting waiting && repair.backoffMillis() == 0) {
            return nowMillis < waiting.dueMillis()
                    ? "token is ahead of the clock"
                    : "waiting for its turn at the target";
        }
        Answer.Kind trouble = repair.trouble();
        return trouble == null ? "" : trouble.text();
    }

    private static String namespaceParked(Gates gates, String namespace, String target) {
        String said = gates.trouble(target, namespace);
        String parked = "namespace " + namespace + " is parked at " + target;
        return said.isEmpty() ? parked : parked + ": " + said;
    }
}
