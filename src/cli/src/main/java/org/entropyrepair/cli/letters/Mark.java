package org.entropyrepair.cli.letters;

import java.time.Instant;
import java.util.Locale;
import org.entropyrepair.core.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * That a dead letter has been dealt with, and how.
 *
 * @param id of the letter
 * @param how what was done
 * @param at when
 * @param because why, in words; empty for a redrive
 * @param to where its record went; null unless it was redriven
 */
record Mark(String id, How how, Instant at, String because, @Nullable Position to) {
    /** What was done with a letter. The names are on the wire: they never change. */
    enum How {
        /** Its record went back to a failure topic. */
        REDRIVEN,
        /** Nothing, on purpose. */
        DISCARDED;

        /** The name on the wire. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
