package org.entropyrepair.flow.repair;

import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;

/**
 * A write on its way.
 *
 * @param edge whose write
 * @param lease which attempt
 */
record Flight(Subject edge, Input.Lease lease) {
    /**
     * A write that has ended.
     *
     * @param flight which
     * @param result how
     */
    record Landed(Flight flight, WriteResult result) {}
}
