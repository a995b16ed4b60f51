package org.entropyrepair.publisher;

/** What became of one failure that was handed to a {@link FailurePublisher}. */
public sealed interface Published {
    /**
     * The broker has it, on all replicas in sync.
     *
     * @param partition where
     * @param offset where
     */
    record ToBroker(int partition, long offset) implements Published {}

    /** It is on this machine's disk, forced, and will be sent when the broker answers. */
    record Spooled() implements Published {}

    /**
     * It was not taken: the caller still owns it and must not answer its own caller as if the
     * failure were known.
     *
     * @param reason why
     * @param message why, in words, on one line
     */
    record Refused(Reason reason, String message) implements Published {}

    /** Why a failure is refused. */
    enum Reason {
        /** Larger than a record may be; publish a {@code copy} with the token in its place. */
        TOO_LARGE,
        /** More failures at once than memory is set aside for. */
        QUEUE_FULL,
        /** The broker is away and the spool has reached its limit. */
        SPOOL_FULL,
        /** The broker is away and the spool cannot be written: disk full, broken, read-only. */
        SPOOL_BROKEN,
        /** The publisher is closed. */
        CLOSED
    }
}
