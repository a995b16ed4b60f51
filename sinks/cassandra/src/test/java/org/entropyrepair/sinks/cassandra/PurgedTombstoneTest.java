package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The trap of which the tombstone window keeps puts: once a tombstone was purged, an older put does
 * come back. Were this test to fail, the guard would not be needed.
 */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PurgedTombstoneTest {
    private static final String EDGES = "edges";
    private final CassandraServer server = Bench.server();

    @Test
    void putOlderThanAPurgedDeleteComesBack() {
        assertThat(putAfterDelete(0)).isInstanceOf(ReadResult.Held.class);
    }

    @Test
    void putOlderThanADeleteThatIsKeptDoesNot() {
        assertThat(putAfterDelete(864_000)).isEqualTo(new ReadResult.Nothing(false));
    }

    /** Writes a delete, flushes, compacts, writes an older put; what is shown then. */
    private ReadResult putAfterDelete(int gcGraceSeconds) {
        String keyspace = Bench.newKeyspace(server);
        Bench.createPlain(
                server, keyspace + "." + EDGES, "text", "gc_grace_seconds = " + gcGraceSeconds);
        // It may be as short as the table says: the store itself would refuse it otherwise.
        long kept = TimeUnit.SECONDS.toMillis(gcGraceSeconds);
        Map<String, StoreContext.Namespace> namespaces =
                Map.of(EDGES, new StoreContext.Namespace(EDGES, EDGES, kept, false));
        Settings settings =
                Settings.of(Bench.settings(server, keyspace, Map.of("requestTimeout", "20s")));
        try (Store store =
                CassandraStore.open(settings, namespaces, InstantSource.system(), Timing.USUAL)) {
            Cell cell = TroubleBench.newCell(EDGES);
            Version put = TroubleBench.newPut();
            Version delete = TroubleBench.newPut();
            write(
                    store,
                    new Mutation(cell, Version.delete(delete.token()), Bytes.EMPTY, Bytes.EMPTY));
            // Purged are tombstones of a second that is over.
            long deletedNanos = System.nanoTime();
            while (System.nanoTime() - deletedNanos < Duration.ofSeconds(2).toNanos()) {
                assertThat(TroubleBench.answer(store.read(cell)))
                        .isEqualTo(new ReadResult.Nothing(false));
            }
            server.nodetool("flush", keyspace);
            server.nodetool("compact", keyspace);
            write(store, new Mutation(cell, put, Bytes.utf8("undead"), Bytes.EMPTY));
            return TroubleBench.answer(store.read(cell));
        }
    }

    private static void write(Store store, Mutation mutation) {
        assertThat(TroubleBench.answer(store.apply(mutation))).isEqualTo(new WriteResult.Applied());
    }
}
