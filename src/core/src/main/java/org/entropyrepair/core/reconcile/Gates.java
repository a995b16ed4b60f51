package org.entropyrepair.core.reconcile;

/**
 * How the targets are at the moment of a decision.
 *
 * <p>{@link #at} is asked last of all, once for each write, and a write that is told {@link
 * Gate#OPEN} is made: so a gate may count, and an edge with thousands of cells due is let through
 * one by one. Beyond that nothing changes during a decision.
 */
@FunctionalInterface
public interface Gates {
    /** Every gate is open. */
    Gates ALL_OPEN = (target, scope, namespace) -> Gate.OPEN;

    /** Whether a write of this scope, to this namespace, may go to this target now. */
    Gate at(String target, String scope, String namespace);

    /** Whom the failures of writes to this namespace at this target are to be put down to now. */
    default Fault fault(String target, String namespace) {
        return Fault.REPAIR;
    }

    /** What the store says is wrong with this namespace; empty if it has not said. */
    default String trouble(String target, String namespace) {
        return "";
    }

    /** What a write meets at its target. */
    enum Gate {
        /** It may go, and goes. */
        OPEN,
        /** As much is in flight or due as may be: it waits in the target's queue. */
        FULL,
        /** The target's queue is full as well: it waits in the parked index. */
        OVERFULL,
        /** The target is out: it waits in the parked index, and no attempt is counted. */
        PARKED,
        /** Its namespace at the target is out: it waits like that, but says why by itself. */
        NAMESPACE_PARKED
    }

    /** Whose fault it is that a write fails. */
    enum Fault {
        /** The target answers others: the attempt counts, and ceilings make dead letters. */
        REPAIR,
        /**
         * The target has not answered anybody since it failed last, and may be out: the attempt
         * does not count, and nobody dies of a ceiling.
         */
        DOUBT,
        /** The target is out: the repair parks, and the attempt does not count. */
        TARGET,
        /** The namespace is out there: likewise. */
        NAMESPACE
    }
}
