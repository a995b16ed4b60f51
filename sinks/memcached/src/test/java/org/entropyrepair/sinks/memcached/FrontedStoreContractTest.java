package org.entropyrepair.sinks.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.rocksdb.RocksDbStoreFactory;
import org.entropyrepair.testkit.contract.StoreContract;
import org.entropyrepair.testkit.memcached.MemcachedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store keeps its contract with a memcached that answers in front of it, and finds nothing stale
 * there.
 */
@Tag("slow")
final class FrontedStoreContractTest extends StoreContract {
    private static final FrontedStore.Told TOLD = new FrontedStore.Told();

    @TempDir static Path logs;
    private static MemcachedServer memcached;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        memcached = MemcachedServer.start(logs);
    }

    @AfterAll
    static void stop() {
        memcached.close();
        assertThat(TOLD.gone.get()).isPositive();
        assertThat(TOLD.stale.get()).isZero();
    }

    @Override
    protected Store open(Map<String, StoreContext.Namespace> namespaces) {
        Store store =
                new RocksDbStoreFactory()
                        .open(
                                new StoreContext(
                                        "here", Map.of("path", folder.toString()), namespaces));
        return new FrontedStore(store, memcached, true, TOLD);
    }
}
