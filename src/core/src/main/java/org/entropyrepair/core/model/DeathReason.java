package org.entropyrepair.core.model;

/**
 * Why a failure became a dead letter: the value of the header {@code er-reason}. The codes are
 * stored and the names are on the wire: neither ever changes; new ones may be added.
 */
public enum DeathReason {
    /** Not JSON, or a field that is missing, of the wrong type or out of range. */
    MALFORMED(0),
    /** A {@code version} this build does not know. */
    UNSUPPORTED_VERSION(1),
    /** An {@code op} this build or the record's namespace does not know. */
    UNSUPPORTED_OP(2),
    /** Larger than the pipeline takes. */
    TOO_LARGE(3),
    /** A graph the config did not come to know within {@code unknownKept}. */
    UNKNOWN_GRAPH(4),
    /** A region the config did not come to know within {@code unknownKept}. */
    UNKNOWN_REGION(5),
    /** A namespace the config did not come to know within {@code unknownKept}. */
    UNKNOWN_NAMESPACE(6),
    /** No scope matched within {@code unknownKept}. */
    NO_SCOPE(7),
    /** The store, or the source's {@code accepts}, will never take this record. */
    REJECTED(8),
    /**
     * The token is further in the future than {@code clock.maxWait}: it would shadow every later
     * write.
     */
    CLOCK_DRIFT(9),
    /** A put older than tombstones are kept: it could undo a delete that has been purged. */
    TOMBSTONE_WINDOW(10),
    /** A copy which cannot tell an older value from a delete that cannot be read. */
    AMBIGUOUS_ABSENCE(11),
    /** The scope's {@code maxAttempts} were used up. */
    ATTEMPTS_EXHAUSTED(12),
    /** The scope's {@code maxAge} was reached. */
    AGE_EXHAUSTED(13);

    private final int code;

    DeathReason(int code) {
        this.code = code;
    }

    /** The stable number by which this reason is stored. */
    public int code() {
        return code;
    }

    /**
     * The reason of a stored number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DeathReason ofCode(int code) {
        for (DeathReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("death reason: " + code + " (expected: 0 to 13)");
    }
}
