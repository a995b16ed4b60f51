package org.entropyrepair.config;

import java.time.Duration;

/**
 * What is done with which repairs.
 *
 * @param name its name, once per config
 * @param match which repairs; the first scope that matches wins
 * @param action what is done
 * @param readBeforeWrite whether a target is read before it is written
 * @param retry how attempts are repeated
 * @param maxWritesPerSecond per target, whole job; 0 for no limit
 * @param mergeAcrossTargets whether a version reported for one target also goes to the others that
 *     wait for the same cell
 */
public record Scope(
        String name,
        Match match,
        Action action,
        boolean readBeforeWrite,
        Retry retry,
        long maxWritesPerSecond,
        boolean mergeAcrossTargets) {

    /**
     * Which repairs a scope covers: those which all five cover.
     *
     * @param graphs names of graphs
     * @param edgeTypes types of edges, or of nodes
     * @param namespaces names of namespaces
     * @param origins regions in which the write was attempted
     * @param targets regions that missed it
     */
    public record Match(
            Names graphs, Names edgeTypes, Names namespaces, Names origins, Names targets) {}

    /**
     * How attempts are repeated.
     *
     * @param initialBackoff wait after the first failed attempt
     * @param multiplier growth per attempt, at least 1
     * @param maxBackoff ceiling of the wait, at least {@code initialBackoff}
     * @param jitter share of the wait by which it varies either way, 0 to 1
     * @param maxAttempts ceiling of attempts; 0 for none
     * @param maxAge ceiling of the age; 0 for none
     */
    public record Retry(
            Duration initialBackoff,
            double multiplier,
            Duration maxBackoff,
            double jitter,
            int maxAttempts,
            Duration maxAge) {}

    /** What a scope does with its repairs. */
    public enum Action implements Word {
        /** Repairs. */
        REPAIR("repair"),
        /** Keeps accumulating and merging, writes nothing. */
        PAUSE("pause"),
        /** Says what it would write, writes nothing; stays pending. */
        OBSERVE("observe"),
        /** Ends repairs on purpose. */
        DISCARD("discard");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
