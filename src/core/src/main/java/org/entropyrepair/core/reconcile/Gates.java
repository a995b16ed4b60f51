package org.entropyrepair.core.reconcile;

/** How the targets are at the moment of a decision. Does not change during one. */
@FunctionalInterface
public interface Gates {
    /** Every gate is open. */
    Gates ALL_OPEN = (target, scope) -> Gate.OPEN;

    /** Whether a write of this scope may go to this target now. */
    Gate at(String target, String scope);

    /** What a write meets at its target. */
    enum Gate {
        /** It may go. */
        OPEN,
        /** As much is in flight or due as may be: it waits in the target's queue. */
        FULL,
        /** The target's queue is full as well: it waits in the parked index. */
        OVERFULL,
        /** The target is out: it waits in the parked index, and no attempt is counted. */
        PARKED
    }
}
