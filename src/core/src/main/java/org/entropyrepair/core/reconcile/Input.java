package org.entropyrepair.core.reconcile;

import java.util.Set;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;

/** What may happen to an edge. */
public sealed interface Input {
    /** A failure of this edge was read. */
    record Arrived(Failure failure) implements Input {}

    /**
     * Something of this edge may be due, its target may have recovered or its policy have changed:
     * look at all of it.
     */
    record Due(Gates gates) implements Input {}

    /** A write in flight has ended. */
    record Answered(Cell cell, String target, int lease, Answer answer, Gates gates)
            implements Input {}

    /**
     * The state may come from an earlier life of the task: whatever is in flight under a lease not
     * among {@code live} is not, and what is due is looked at.
     */
    record Rearmed(Set<Lease> live, Gates gates) implements Input {}

    /**
     * It rests, and is about to go where looking at it costs: what would be said of its waits
     * before long is said now.
     */
    record SetAside() implements Input {}

    /** A write that this task has in flight. */
    record Lease(Cell cell, String target, int number) {}
}
