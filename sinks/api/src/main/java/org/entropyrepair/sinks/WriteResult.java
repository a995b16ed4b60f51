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
     * The store could not be reached or did not do its work; the write did not land. Trouble of the
     * deployment (credentials, a missing table) counts here, too.
     *
     * @param message what was seen
     */
    record Unavailable(String message) implements WriteResult {}

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
}
