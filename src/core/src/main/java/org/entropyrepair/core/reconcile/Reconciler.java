package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.Subject;

/**
 * The whole idea: what to do about an edge when something happens to it.
 *
 * <p>A pure function. The same state, input, policy and time always give the same new state and
 * effects, on any machine. What it keeps true, whatever the order of inputs:
 *
 * <ul>
 *   <li>a failure that arrived is pending, or has ended in an effect ({@link Effect.Report}, {@link
 *       Effect.Bury}), or is superseded by a newer version pending for the same target;
 *   <li>at most one write per repair is in flight;
 *   <li>every payload named by a candidate is kept, every other one dropped;
 *   <li>a due time never moves later by a merge.
 * </ul>
 */
public final class Reconciler {
    private Reconciler() {}

    /**
     * One step.
     *
     * @param subject the edge or node
     * @param state what is pending of it
     * @param input what happened
     * @param policy the config in force
     * @param time the moment
     */
    public static Decision step(
            Subject subject, EdgeState state, Input input, Policy policy, Time time) {
        EdgeDraft draft = new EdgeDraft(subject, state, policy, time);
        if (input instanceof Input.Arrived arrived) {
            Arrival.merge(draft, arrived.failure());
        } else if (input instanceof Input.Due due) {
            Attempts.lookAtAll(draft, due.gates());
        } else if (input instanceof Input.Answered answered) {
            Answers.take(draft, answered);
        } else if (input instanceof Input.Rearmed rearmed) {
            Attempts.voidLeases(draft, rearmed.live());
            Attempts.lookAtAll(draft, rearmed.gates());
        }
        Waits.publish(draft, gatesOf(input), input instanceof Input.SetAside);
        return draft.decide();
    }

    private static Gates gatesOf(Input input) {
        if (input instanceof Input.Due due) {
            return due.gates();
        } else if (input instanceof Input.Answered answered) {
            return answered.gates();
        }
        return input instanceof Input.Rearmed rearmed ? rearmed.gates() : Gates.ALL_OPEN;
    }
}
