package org.entropyrepair.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What became of a repair, or why it waits: one record of the outcome topic. Of a target that is
 * parked as a whole there is one outcome without subject, cell and version, which readers join.
 *
 * @param state how it ended or why it waits
 * @param subject the edge or node; null for a target as a whole
 * @param cell the cell; null for a target as a whole
 * @param target the region
 * @param version the version this is about; null for a target as a whole
 * @param revision grows with each change of that repair; readers ignore an older one
 * @param job name of the job that says so
 * @param atMillis when this was decided
 * @param attempts tries at the store so far
 * @param sinceMillis since when it has been in this state
 * @param nextAttemptAtMillis when it will be looked at again; 0 if nothing is scheduled
 * @param reason why, in words; empty where the state says it all
 * @param scope name of the scope it falls under; empty if none
 * @param traceparent W3C trace context of the failure it comes of, as it was found; null if that
 *     had none. Of several failures that were merged it is the winner's
 */
public record Outcome(
        RepairState state,
        @Nullable Subject subject,
        @Nullable Cell cell,
        String target,
        @Nullable Version version,
        long revision,
        String job,
        long atMillis,
        int attempts,
        long sinceMillis,
        long nextAttemptAtMillis,
        String reason,
        String scope,
        @Nullable String traceparent) {
    /** Of a failure without trace context, or of a target as a whole. */
    public Outcome(
            RepairState state,
            @Nullable Subject subject,
            @Nullable Cell cell,
            String target,
            @Nullable Version version,
            long revision,
            String job,
            long atMillis,
            int attempts,
            long sinceMillis,
            long nextAttemptAtMillis,
            String reason,
            String scope) {
        this(
                state,
                subject,
                cell,
                target,
                version,
                revision,
                job,
                atMillis,
                attempts,
                sinceMillis,
                nextAttemptAtMillis,
                reason,
                scope,
                null);
    }
}
