package org.entropyrepair.core.model;

import java.util.Optional;

/**
 * What the original write did. The codes are stored and the names are on the wire: neither ever
 * changes.
 */
public enum Op {
    /** Set one cell. */
    PUT(0, "put"),
    /** Delete one cell. */
    DELETE(1, "delete"),
    /** Delete a whole record: every cell of the id with an equal or older token. */
    DELETE_RECORD(2, "deleteRecord"),
    /** Copy the winner from the other regions; carries no value. */
    COPY(3, "copy");

    private final int code;
    private final String wireName;

    Op(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The stable number by which this op is stored. */
    public int code() {
        return code;
    }

    /** The name in a write-failure record. */
    public String wireName() {
        return wireName;
    }

    /** The op of a name on the wire, if there is one. */
    public static Optional<Op> ofWireName(String name) {
        for (Op op : values()) {
            if (op.wireName.equals(name)) {
                return Optional.of(op);
            }
        }
        return Optional.empty();
    }

    /**
     * The op of a stored number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Op ofCode(int code) {
        for (Op op : values()) {
            if (op.code == code) {
                return op;
            }
        }
        throw new IllegalArgumentException("op: " + code + " (expected: 0 to 3)");
    }
}
