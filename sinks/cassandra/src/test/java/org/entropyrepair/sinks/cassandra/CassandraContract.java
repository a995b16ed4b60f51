package org.entropyrepair.sinks.cassandra;

import java.time.InstantSource;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.testkit.contract.StoreContract;
import org.entropyrepair.testkit.contract.StoreTraits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** What both layouts have in common. One opening stays, so that tests share its session. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CassandraContract extends StoreContract {
    private static final int VALUE_BYTES_MAX = 4 << 20;

    private final Settings settings;
    private final Store stays;

    CassandraContract(Layout layout) {
        String keyspace = Bench.newKeyspace(Bench.server());
        for (StoreContext.Namespace namespace : NAMESPACES.values()) {
            String table = keyspace + "." + namespace.table();
            // Each table has a default that a put without a TTL must not take.
            String with = Bench.GRACE_OF_TWENTY_DAYS + " AND default_time_to_live = 1";
            if (layout == Layout.PLAIN) {
                Bench.createPlain(Bench.server(), table, "text", with);
            } else {
                Bench.createEnvelope(Bench.server(), table, with);
            }
        }
        settings =
                Settings.of(
                        Bench.settings(
                                Bench.server(),
                                keyspace,
                                Map.of("layout", layout.word(), "requestTimeout", "20s")));
        stays = open(NAMESPACES);
    }

    @AfterAll
    void closeLast() {
        stays.close();
    }

    @Override
    protected Store open(Map<String, StoreContext.Namespace> namespaces) {
        return CassandraStore.open(settings, namespaces, InstantSource.system(), Timing.USUAL);
    }

    static StoreTraits cassandra() {
        return StoreTraits.complete()
                .but(
                        StoreTraits.Weakness.CANNOT_TELL_HEALED,
                        StoreTraits.Weakness.CANNOT_TELL_SUPERSEDED,
                        StoreTraits.Weakness.CANNOT_SHOW_DELETES,
                        StoreTraits.Weakness.REJECTS_EMPTY_IDS)
                .withValueBytesMax(VALUE_BYTES_MAX);
    }
}
