package org.entropyrepair.core.reconcile;

/**
 * How an attempt ended.
 *
 * @param kind the class of the end
 * @param message what the store said; empty where the kind says it all
 */
public record Answer(Kind kind, String message) {
    /** The ends of an attempt. The codes are stored: they never change. */
    public enum Kind {
        /** The store took it, or holds at least this version. */
        APPLIED(0, "applied"),
        /** It held exactly this version. */
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
        UNKNOWN(6, "store did not answer");

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
            throw new IllegalArgumentException("answer: " + code + " (expected: 0 to 6)");
        }
    }
}
