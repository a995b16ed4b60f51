package org.entropyrepair.flow.savepoint;

/**
 * An operator that has state in a savepoint.
 *
 * @param uid the uid it was given; its id as Flink derived it where the savepoint keeps no uids
 * @param name its name, for people; empty if the savepoint keeps none
 * @param parallelism how many subtasks wrote it
 * @param maxParallelism the largest parallelism it can ever have
 * @param bytes size of its state, what it shares with other checkpoints included
 */
public record StoredOperator(
        String uid, String name, int parallelism, int maxParallelism, long bytes) {}
