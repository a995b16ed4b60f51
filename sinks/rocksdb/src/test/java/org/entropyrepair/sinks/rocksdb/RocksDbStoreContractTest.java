package org.entropyrepair.sinks.rocksdb;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.testkit.contract.StoreContract;
import org.entropyrepair.testkit.fake.SettableTime;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbStoreContractTest extends StoreContract {
    @TempDir private Path folder;
    private final SettableTime time = new SettableTime(Instant.parse("2026-03-01T12:00:00Z"));

    @Override
    protected Store open(Map<String, StoreContext.Namespace> namespaces) {
        return RocksDbStore.open(new Settings(folder, false, 2), namespaces, time, Timing.USUAL);
    }

    @Override
    protected Optional<SettableTime> time() {
        return Optional.of(time);
    }
}
