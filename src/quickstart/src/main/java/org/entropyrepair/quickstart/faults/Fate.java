package org.entropyrepair.quickstart.faults;

import org.entropyrepair.core.model.Cause;

/**
 * What befalls one constituent write in one region.
 *
 * @param landing whether and when it takes effect
 * @param cause what the service hears; {@link Cause.Kind#TIMEOUT} where it hears nothing
 * @param landsAfterMillis how much later it takes effect, of {@link Landing#LATE}
 * @param records how many failure records are published, more than 1 being duplicates
 * @param recordsAfterMillis how much later they are published: later than those of newer writes
 */
public record Fate(
        Landing landing,
        Cause.Kind cause,
        int landsAfterMillis,
        int records,
        int recordsAfterMillis) {
    /** Whether a write takes effect. */
    public enum Landing {
        /** It does not. */
        NEVER,
        /** It does, though the service is told otherwise. */
        UNHEARD,
        /** It does, when the service has long given up on it. */
        LATE
    }
}
