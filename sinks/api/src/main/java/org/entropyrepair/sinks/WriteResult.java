package org.entropyrepair.sinks;

/**
 * How a write at a store ended. Every end is a value: a store never throws for what a store may do.
 *
 * <p>The first three are final for the version; {@link Rejected} is final for the record; the rest
 * may be tried again.
 */
public sealed interface WriteResult {
    /** The store took it, or holds at least this version and cannot tell which. */
    record Applied() implements WriteResult {}

    /** The store already held exactly this version. */
    record Healed() implements WriteResult {}

    /** The store held something newer. */
    record Superseded() implements WriteResult {}

    /**
     * The store will never take this record.
     *
     * @param message what is wrong with it
     */
    record Rejected(String message) implements WriteResult {}

    /**
     * The store could not be reached or did not do its work; the write did not land.
     *
     * @param message what was seen
     */
    record Unavailable(String message) implements WriteResult {}

    /**
     * Something about the deployment is wrong (credentials, permissions, a missing table, a schema
     * that does not fit): until a person mends it no record would land, whatever it holds. This one
     * did not.
     *
     * @param reach what else it concerns
     * @param message what is wrong, where, and what is expected; says no secret
     */
    record Misdeployed(Reach reach, String message) implements WriteResult {}

    /**
     * The store asked to slow down; the write did not land.
     *
     * @param message what was seen
     */
    record Throttled(String message) implements WriteResult {}

    /**
     * No answer: it may have landed.
     *
     * @param message what was seen
     */
    record Unknown(String message) implements WriteResult {}

    /** How far trouble of the deployment reaches. */
    enum Reach {
        /** Every write to the store. */
        STORE,
        /** Writes to this namespace only, for instance since its table is missing. */
        NAMESPACE
    }
}
