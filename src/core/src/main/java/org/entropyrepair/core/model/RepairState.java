package org.entropyrepair.core.model;

/**
 * How a repair ended or why it waits: the field {@code state} of an outcome. The wire names and
 * codes never change.
 */
public enum RepairState {
    /** The store took it, or holds at least this version. */
    APPLIED(0, "applied", true),
    /** The target already had exactly this version. */
    HEALED(1, "healed", true),
    /** Something newer was there. */
    SUPERSEDED(2, "superseded", true),
    /** A put whose TTL had run out, written as a delete with its token. */
    EXPIRED(3, "expired", true),
    /** Deliberately set aside by a named scope. */
    DISCARDED(4, "discarded", true),
    /** A dead letter. */
    DEAD(5, "dead", true),
    /** Waiting for replication, or for a token's time to come. */
    HOLDING(6, "holding", false),
    /** Waiting for the next attempt. */
    BACKING_OFF(7, "backing-off", false),
    /** Waiting for its target, for its scope or for the config, without a time of its own. */
    PARKED(8, "parked", false),
    /** At the store. */
    IN_FLIGHT(9, "in-flight", false),
    /** Dry run: what would be written was said; stays pending. */
    OBSERVED(10, "observed", false);

    private final int code;
    private final String wireName;
    private final boolean end;

    RepairState(int code, String wireName, boolean end) {
        this.code = code;
        this.wireName = wireName;
        this.end = end;
    }

    /** The stable number by which this state is stored. */
    public int code() {
        return code;
    }

    /** The name in an outcome record. */
    public String wireName() {
        return wireName;
    }

    /** Whether the repair is over; otherwise it waits. */
    public boolean isEnd() {
        return end;
    }

    /**
     * The state of a stored number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RepairState ofCode(int code) {
        for (RepairState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("repair state: " + code + " (expected: 0 to 10)");
    }
}
