package org.entropyrepair.core.model;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * That a dead letter has been dealt with, and how.
 *
 * @param id of the letter
 * @param how what was done
 * @param at when
 * @param because why, in words; empty for a redrive
 * @param to where its record went; null unless it was redriven
 * @param run what did it: the id of a Flink job; null for a command
 */
public record Mark(
        String id,
        How how,
        Instant at,
        String because,
        @Nullable Position to,
        @Nullable String run) {
    /** Of a command. */
    public Mark(String id, How how, Instant at, String because, @Nullable Position to) {
        this(id, how, at, because, to, null);
    }

    /** What was done with a letter. The names are on the wire: they never change. */
    public enum How {
        /** Its record went back to a failure topic. */
        REDRIVEN,
        /** Nothing, on purpose. */
        DISCARDED;

        /** The name on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
