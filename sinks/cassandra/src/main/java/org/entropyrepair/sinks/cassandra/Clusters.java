package org.entropyrepair.sinks.cassandra;

import java.util.HashMap;
import java.util.Map;

/**
 * The clusters that this JVM is connected to, one per settings however many stores are opened with
 * them: one per subtask of a job. Static, so one per class loader.
 */
final class Clusters {
    private static final Map<Settings, Cluster> OPEN = new HashMap<>();

    private Clusters() {}

    /** The cluster of these settings with one more user. Does not wait for it. */
    static Cluster acquire(Settings settings, Timing timing) {
        synchronized (OPEN) {
            Cluster cluster = OPEN.computeIfAbsent(settings, key -> new Cluster(key, timing));
            cluster.users++;
            return cluster;
        }
    }

    /** Gives a cluster back; the last user closes it. */
    static void release(Cluster cluster) {
        synchronized (OPEN) {
            cluster.users--;
            if (cluster.users > 0) {
                return;
            }
            OPEN.remove(cluster.settings());
        }
        cluster.shutDown();
    }
}
