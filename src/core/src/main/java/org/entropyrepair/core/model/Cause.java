package org.entropyrepair.core.model;

/**
 * Why the original write failed.
 *
 * @param kind the class of the trouble
 * @param message what the writer saw; may be empty
 */
public record Cause(Kind kind, String message) {
    /**
     * Classes of trouble. The codes are stored and the names are on the wire: neither ever changes.
     */
    public enum Kind {
        /** No answer in time: the write may have landed. */
        TIMEOUT(0, "timeout"),
        /** Some replicas took it. */
        PARTIAL(1, "partial"),
        /** The store could not be reached. */
        UNAVAILABLE(2, "unavailable"),
        /** The store asked to slow down. */
        THROTTLED(3, "throttled"),
        /** The store refused it. */
        REJECTED(4, "rejected"),
        /** Found by an audit, not by a write. */
        AUDIT(5, "audit"),
        /** Anything else. */
        OTHER(6, "other");

        private final int code;
        private final String wireName;

        Kind(int code, String wireName) {
            this.code = code;
            this.wireName = wireName;
        }

        /** The stable number by which this kind is stored. */
        public int code() {
            return code;
        }

        /** The name in a write-failure record. */
        public String wireName() {
            return wireName;
        }

        /** The kind of a name on the wire; {@link #OTHER} for names this build does not know. */
        public static Kind ofWireName(String name) {
            for (Kind kind : values()) {
                if (kind.wireName.equals(name)) {
                    return kind;
                }
            }
            return OTHER;
        }

        /**
         * Whether the write may have reached some replicas, so that it must always be made again.
         */
        public boolean isAmbiguous() {
            return this == TIMEOUT || this == PARTIAL;
        }
    }
}
