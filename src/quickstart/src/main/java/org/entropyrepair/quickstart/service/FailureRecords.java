package org.entropyrepair.quickstart.service;

import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.jspecify.annotations.Nullable;

/** Where the graph service says what failed. Thread-safe. */
public interface FailureRecords {
    /**
     * Says that one constituent write failed in one region.
     *
     * @param failed what failed
     */
    void publish(Failed failed);

    /**
     * One constituent write that one region did not take, as far as the service knows.
     *
     * @param subject the edge or node
     * @param write the constituent write
     * @param token the graph write it belongs to
     * @param origin the region in which the write was made
     * @param target the region that did not take it
     * @param failedAtMillis when, milliseconds since 1970
     * @param cause why
     * @param provoked whether it has to become a dead letter, and of which reason; null if it has
     *     to be repaired
     */
    record Failed(
            Subject subject,
            CellWrite write,
            Token token,
            String origin,
            String target,
            long failedAtMillis,
            Cause cause,
            @Nullable DeathReason provoked) {}
}
