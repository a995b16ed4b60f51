package org.entropyrepair.publisher;

import org.jspecify.annotations.Nullable;

/**
 * One connection's worth of delivery: what is sent arrives in the order of sending, and once
 * something was lost nothing behind it arrives any more without having been told.
 */
interface Lane {
    /**
     * Sends {@code record}. Takes at most a second, normally none of it.
     *
     * @param delivery is told the end, exactly once, on any thread
     */
    void send(Outgoing record, Delivery delivery);

    /** Gives up: what has no end yet ends as lost. May be called more than once. */
    void abandon();

    /** Told how one record ended. */
    @FunctionalInterface
    interface Delivery {
        /** The end. Must not block. */
        void ended(End end);
    }

    /** How a record ended. */
    sealed interface End {
        /** The broker has it. */
        record Arrived(int partition, long offset) implements End {}

        /** No broker of this topic will ever take this record. */
        record NeverTaken(String message) implements End {}

        /** It may have arrived or not; the lane is of no use any more. */
        record Lost(String message) implements End {}
    }

    /** Where lanes come from. Not thread-safe, but for its signal. */
    interface Source extends AutoCloseable {
        /** Starts to look for the broker, until it is found; signals then. */
        void seek();

        /** The lane that was found, handed over once; null if there is none yet. */
        @Nullable Lane found();

        @Override
        void close();
    }
}
