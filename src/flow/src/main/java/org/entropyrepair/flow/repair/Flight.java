package org.entropyrepair.flow.repair;

import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;

/**
 * A write on its way.
 *
 * @param edge whose write
 * @param lease which attempt
 * @param untilMillis when its lease runs out: from then on it has not been answered
 */
record Flight(Subject edge, Input.Lease lease, long untilMillis) {
    /**
     * A write that has ended.
     *
     * @param flight which
     * @param result how
     */
    record Landed(Flight flight, WriteResult result) {}
}
