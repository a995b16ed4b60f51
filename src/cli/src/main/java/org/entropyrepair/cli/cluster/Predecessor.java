package org.entropyrepair.cli.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The job that is to be replaced.
 *
 * @param running its number; null if it has been stopped already
 * @param savepoint with which it was stopped; null while it runs
 * @param settings what it was started with, to go back to; null if nobody knows any more
 * @param parallelism the greatest of its tasks; 0 if nobody knows any more
 */
record Predecessor(
        @Nullable String running,
        @Nullable String savepoint,
        @Nullable JobSettings settings,
        int parallelism) {

    static Predecessor running(String id, JobSettings settings, int parallelism) {
        return new Predecessor(id, null, settings, parallelism);
    }

    static Predecessor stopped(String savepoint, @Nullable JobSettings settings, int parallelism) {
        return new Predecessor(null, savepoint, settings, parallelism);
    }

    /** The same, to be started with other settings if it has to be. */
    Predecessor with(@Nullable JobSettings others) {
        return new Predecessor(running, savepoint, others, parallelism);
    }
}
