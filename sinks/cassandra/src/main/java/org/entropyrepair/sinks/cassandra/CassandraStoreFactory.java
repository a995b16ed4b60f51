package org.entropyrepair.sinks.cassandra;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * Kind {@code cassandra}: a keyspace of an Apache Cassandra cluster, one table per namespace. The
 * settings and what the results mean here stand in {@code src/docs/stores/cassandra.md}.
 */
public final class CassandraStoreFactory implements StoreFactory {
    /** For {@link java.util.ServiceLoader}. */
    public CassandraStoreFactory() {}

    @Override
    public String kind() {
        return "cassandra";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return Settings.check(settings);
    }

    /** Openings with the same settings within this JVM share one session. */
    @Override
    public Store open(StoreContext context) {
        return CassandraStore.open(
                Settings.of(context.settings()),
                context.namespaces(),
                InstantSource.system(),
                Timing.USUAL);
    }
}
