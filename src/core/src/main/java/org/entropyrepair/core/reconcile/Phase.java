package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.DeathReason;
import org.jspecify.annotations.Nullable;

/**
 * Where a pending repair stands. Legal ways: Holding → Waiting | InFlight | Parked | Observed;
 * Waiting → InFlight | Parked | Observed, and Holding where a version overtakes a copy that waits;
 * InFlight → Waiting | Parked | (end); Parked → InFlight | Waiting | Holding | Observed | (end);
 * Observed → InFlight | Waiting | Parked | (end). Times are milliseconds since 1970.
 */
public sealed interface Phase {
    /**
     * Waiting for replication: until the watermark reaches {@code eventDueMillis} or the clock
     * {@code deadlineMillis}, whichever comes first. Both are fixed at the first read; a merge may
     * only bring them forward.
     */
    record Holding(long eventDueMillis, long deadlineMillis) implements Phase {}

    /**
     * Waiting for a time: the next attempt, or the moment at which a token is no longer ahead of
     * the clock.
     */
    record Waiting(long dueMillis) implements Phase {}

    /**
     * At the store.
     *
     * @param lease number of this attempt; an answer under another number is stale
     * @param untilMillis when it counts as lost
     * @param payload the candidate that is being written
     * @param readFirst whether the target is read first: "it has exactly this" then says nothing of
     *     a write that may have reached some replicas only
     */
    record InFlight(int lease, long untilMillis, int payload, boolean readFirst) implements Phase {}

    /**
     * Waiting without a time of its own, in its target's parked index.
     *
     * @param why what for
     * @param untilMillis when it dies of not being known; {@link Long#MAX_VALUE} for all other
     *     reasons
     */
    record Parked(Why why, long untilMillis) implements Phase {}

    /** Dry run: what would be written has been said. Stands in its target's parked index. */
    record Observed() implements Phase {}

    /** What a parked repair waits for. The codes are stored: they never change. */
    enum Why {
        /** Its target is out. */
        TARGET(0, null, "target is parked"),
        /** Its target has more due than can wait in memory. */
        BACKLOG(1, null, "target is behind"),
        /** Its scope is paused. */
        PAUSED(2, null, "scope is paused"),
        /** Its graph is unknown. */
        UNKNOWN_GRAPH(3, DeathReason.UNKNOWN_GRAPH, "graph is unknown"),
        /** Its origin or target is unknown. */
        UNKNOWN_REGION(4, DeathReason.UNKNOWN_REGION, "region is unknown"),
        /** Its namespace is unknown. */
        UNKNOWN_NAMESPACE(5, DeathReason.UNKNOWN_NAMESPACE, "namespace is unknown"),
        /** No scope covers it. */
        NO_SCOPE(6, DeathReason.NO_SCOPE, "no scope covers it"),
        /** Its namespace cannot be written at its target until somebody mends the deployment. */
        NAMESPACE(7, null, "namespace is parked at the target");

        private final int code;
        private final @Nullable DeathReason death;
        private final String text;

        Why(int code, @Nullable DeathReason death, String text) {
            this.code = code;
            this.death = death;
            this.text = text;
        }

        /** The stable number by which this is stored. */
        public int code() {
            return code;
        }

        /** In words, for the outcome. */
        public String text() {
            return text;
        }

        /** What it dies of in the end; null if it never does. */
        public @Nullable DeathReason death() {
            return death;
        }

        /** Whether the whole target waits, which is published once for all its repairs. */
        public boolean isOfTarget() {
            return this == TARGET || this == BACKLOG;
        }

        static Why of(DeathReason unknown) {
            for (Why why : values()) {
                if (why.death == unknown) {
                    return why;
                }
            }
            throw new IllegalArgumentException("no park for " + unknown);
        }

        /**
         * The reason of a stored number.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Why ofCode(int code) {
            for (Why why : values()) {
                if (why.code == code) {
                    return why;
                }
            }
            throw new IllegalArgumentException("park: " + code + " (expected: 0 to 7)");
        }
    }
}
