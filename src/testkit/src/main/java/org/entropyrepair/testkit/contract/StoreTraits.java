package org.entropyrepair.testkit.contract;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a store admits that it cannot do; the contract asks less of it there, and nowhere else.
 *
 * @param weaknesses what it cannot do
 * @param valueBytesMax the largest value it takes, in bytes
 * @param expiryToleranceMicros how far the expiry it shows may be from the one it was given,
 *     microseconds
 */
public record StoreTraits(Set<Weakness> weaknesses, int valueBytesMax, long expiryToleranceMicros) {

    /** One thing that a store may be unable to do. */
    public enum Weakness {
        /** Says applied where it should say healed. */
        CANNOT_TELL_HEALED,
        /** Says so now and then, where its server closed the connection of the first try. */
        SOMETIMES_CANNOT_TELL_HEALED,
        /** Says applied where it should say superseded. */
        CANNOT_TELL_SUPERSEDED,
        /** Shows nothing where it holds a delete, or a put that has run out as a delete. */
        CANNOT_SHOW_DELETES,
        /** Shows the time of a token without its nonce. */
        CANNOT_SHOW_NONCES,
        /** Settles a tie of two tokens of one microsecond by a rule of its own. */
        SETTLES_TIES_ITSELF,
        /** Holds a put that has run out as a delete, which then wins ties as one. */
        EXPIRED_RANKS_AS_DELETE,
        /** Takes no record deletes at all, whatever the namespace says. */
        NO_RECORD_DELETES,
        /** Cannot be scanned. */
        CANNOT_SCAN,
        /** Rejects an empty id. */
        REJECTS_EMPTY_IDS,
        /** Rejects an empty key. */
        REJECTS_EMPTY_KEYS,
        /** Rejects an id that is not UTF-8. */
        REJECTS_BINARY_IDS
    }

    /** A store that can do everything. */
    public static StoreTraits complete() {
        return new StoreTraits(EnumSet.noneOf(Weakness.class), Integer.MAX_VALUE, 0);
    }

    /** These traits with more weaknesses. */
    public StoreTraits but(Weakness... more) {
        EnumSet<Weakness> all = EnumSet.noneOf(Weakness.class);
        all.addAll(weaknesses);
        all.addAll(Arrays.asList(more));
        return new StoreTraits(all, valueBytesMax, expiryToleranceMicros);
    }

    /** These traits with a limit to the size of values, in bytes. */
    public StoreTraits withValueBytesMax(int bytes) {
        return new StoreTraits(weaknesses, bytes, expiryToleranceMicros);
    }

    /** These traits with a tolerance for the expiry shown, in microseconds. */
    public StoreTraits withExpiryToleranceMicros(long micros) {
        return new StoreTraits(weaknesses, valueBytesMax, micros);
    }

    /** Whether the store cannot do this. */
    public boolean has(Weakness weakness) {
        return weaknesses.contains(weakness);
    }
}
