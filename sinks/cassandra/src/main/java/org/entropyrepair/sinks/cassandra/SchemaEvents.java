package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.SchemaChangeListenerBase;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;

/** Passes on that keyspaces or tables came, changed or went; on the driver's admin thread. */
final class SchemaEvents extends SchemaChangeListenerBase {
    private final Runnable changed;

    SchemaEvents(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public void onKeyspaceCreated(KeyspaceMetadata keyspace) {
        changed.run();
    }

    @Override
    public void onKeyspaceDropped(KeyspaceMetadata keyspace) {
        changed.run();
    }

    @Override
    public void onTableCreated(TableMetadata table) {
        changed.run();
    }

    @Override
    public void onTableUpdated(TableMetadata current, TableMetadata previous) {
        changed.run();
    }

    @Override
    public void onTableDropped(TableMetadata table) {
        changed.run();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
