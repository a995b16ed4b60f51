package org.entropyrepair.core.reconcile;

import java.util.List;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param kind the class of the end
 * @param message what the store said; empty where the kind says it all
 * @param found what a copy found; null of a write, or if there was nothing anywhere
 */
public record Answer(Kind kind, String message, @Nullable Found found) {
    /** The end of a write. */
    public Answer(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * What a copy found.
     *
     * @param winner the greatest version in any region
     * @param holders the regions other than the target in which something is held
     */
    public record Found(Version winner, List<String> holders) {}

    /** The ends of an attempt. The codes are stored: they never change. */
    public enum Kind {
        /** The store took it, or holds at least this version. */
        APPLIED(0, "applied"),
        /** It held exactly this version; of a copy also: nobody holds anything. */
        HEALED(1, "healed"),
        /** It held something newer. */
        SUPERSEDED(2, "superseded"),
        /** It will never take this record. */
        REJECTED(3, "rejected"),
        /** It could not be reached. */
        UNAVAILABLE(4, "store was unavailable"),
        /** It asked to slow down; counts as no attempt. */
        THROTTLED(5, "store asked to slow down"),
        /** No answer: the write may have landed. */
        UNKNOWN(6, "store did not answer"),
        /** Copy: another region could not be read, which says nothing of the target. */
        SOURCE_AWAY(7, "another region could not be read"),
        /** Copy: what it has to find is in no region. */
        NOT_FOUND(8, "what is to be copied is in no region yet"),
        /** Copy: the token of the winner is ahead of the clock, but can be waited for. */
        AHEAD(9, "token is ahead of the clock"),
        /** Copy: the token of the winner is too far ahead of the clock. */
        DRIFTED(10, "token is too far ahead of the clock"),
        /** Copy: nothing tells an old value from a delete that cannot be read. */
        AMBIGUOUS(11, "absence is ambiguous"),
        /** Copy: the target shows nothing after the winner was written: it holds a delete. */
        DELETED(12, "target holds a delete");

        private final int code;
        private final String text;

        Kind(int code, String text) {
            this.code = code;
            this.text = text;
        }

        /** The stable number by which this is stored. */
        public int code() {
            return code;
        }

        /** In words, for the outcome. */
        public String text() {
            return text;
        }

        /** Whether the target's store was tried and did not do it. */
        boolean countsAsAttempt() {
            return this == UNAVAILABLE || this == UNKNOWN;
        }

        /**
         * The kind of a stored number.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Kind ofCode(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("answer: " + code + " (expected: 0 to 12)");
        }
    }
}
