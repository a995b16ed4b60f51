package org.entropyrepair.core.model;

/**
 * A version of a cell as far as its order is concerned: which of two versions wins needs no value.
 *
 * <p><b>The order</b> (design, "last write wins"): larger {@code generatedAtMicros}; on a tie a
 * delete beats a put; then the larger nonce, unsigned. One refinement keeps it independent of the
 * moment at which it is asked: among puts of one microsecond, one that will expire beats one that
 * will not. Its expiry turns it into a delete with the same token, and a delete beats the plain
 * put; were the plain put to win before that moment, regions would end differently depending on
 * when each heard of what. Cassandra settles it the same way. See {@code src/docs/decisions.md}.
 *
 * @param token the write this version comes from
 * @param kind put or delete
 * @param expiresAtMicros when a put runs out, microseconds since 1970; {@link #NEVER} if it does
 *     not
 */
public record Version(Token token, Kind kind, long expiresAtMicros) implements Comparable<Version> {
    /** Of a version that does not run out. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a version does to its cell. The codes are stored: they never change. */
    public enum Kind {
        /** Sets a value. */
        PUT(0),
        /** Removes the cell (or, for a whole record, everything up to its token). */
        DELETE(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The stable number by which this kind is stored. */
        public int code() {
            return code;
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
            throw new IllegalArgumentException("kind: " + code + " (expected: 0 or 1)");
        }
    }

    /** Checks that a delete does not expire. */
    public Version {
        if (kind == Kind.DELETE && expiresAtMicros != NEVER) {
            throw new IllegalArgumentException("expiresAtMicros: a delete does not expire");
        }
    }

    /** A put which stays. */
    public static Version put(Token token) {
        return new Version(token, Kind.PUT, NEVER);
    }

    /** A put which runs out {@code ttlSeconds} after its token's time; saturating. */
    public static Version expiringPut(Token token, long ttlSeconds) {
        long expiry;
        try {
            expiry =
                    Math.addExact(
                            token.generatedAtMicros(), Math.multiplyExact(ttlSeconds, 1_000_000L));
        } catch (ArithmeticException tooFar) {
            expiry = NEVER - 1;
        }
        return new Version(token, Kind.PUT, expiry);
    }

    /** A delete. */
    public static Version delete(Token token) {
        return new Version(token, Kind.DELETE, NEVER);
    }

    /** Whether this is a delete, written as such. */
    public boolean isDelete() {
        return kind == Kind.DELETE;
    }

    /** Whether this is a put with a TTL, run out or not. */
    public boolean expires() {
        return expiresAtMicros != NEVER;
    }

    /** Whether this is a put whose TTL has run out: from then on a delete with the same token. */
    public boolean isExpired(long nowMicros) {
        return expiresAtMicros <= nowMicros;
    }

    /** Whether a reader sees a value: a put which has not run out. */
    public boolean isLive(long nowMicros) {
        return kind == Kind.PUT && !isExpired(nowMicros);
    }

    /**
     * What is left of the TTL, rounded up to whole seconds, at least 1; 0 if this does not expire.
     */
    public long remainingTtlSeconds(long nowMicros) {
        if (!expires()) {
            return 0;
        }
        long left = expiresAtMicros - nowMicros;
        return Math.max(1, left / 1_000_000L + (left % 1_000_000L > 0 ? 1 : 0));
    }

    /** Last write wins: positive if this version beats {@code other}. */
    @Override
    public int compareTo(Version other) {
        int time = Long.compare(token.generatedAtMicros(), other.token.generatedAtMicros());
        if (time != 0) {
            return time;
        }
        int rank = Integer.compare(rank(), other.rank());
        if (rank != 0) {
            return rank;
        }
        int nonce = token.compareNonce(other.token);
        return nonce != 0 ? nonce : Long.compare(other.expiresAtMicros, expiresAtMicros);
    }

    /** Whether this version wins over {@code other}. */
    public boolean beats(Version other) {
        return compareTo(other) > 0;
    }

    /** Position within one microsecond: 0 stays, 1 will expire or has expired, 2 delete. */
    public int rank() {
        return kind == Kind.DELETE ? 2 : expires() ? 1 : 0;
    }
}
