package org.entropyrepair.core.wire;

import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;

/** What one record of a failure topic turned out to be. There is exactly one for each record. */
public sealed interface Reading {
    /** A write-failure record in order. */
    record Readable(Failure failure) implements Reading {}

    /**
     * A record that can only become a dead letter.
     *
     * @param reason which check it failed
     * @param message what was found and what was expected: one line, at most 4 KiB of UTF-8
     */
    record Unreadable(DeathReason reason, String message) implements Reading {
        /** Brings the message into its shape. */
        public Unreadable {
            message = Text.cut(Text.oneLine(message), Text.BYTES_MAX);
        }
    }
}
