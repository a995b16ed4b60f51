package org.entropyrepair.sinks.rocksdb;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;

/**
 * Kind {@code rocksdb}: a folder of this process. Settings: {@code path} (a folder, required),
 * {@code syncWrites} (whether a write is on the disk before it is answered; default false: it is in
 * the system's cache, which a killed process does not lose and a machine without power does) and
 * {@code workers} (threads per folder, default 2).
 *
 * <p>A folder that cannot be opened (held by another process, not writable, disk full) does not
 * throw: writes are answered unavailable with the reason, and it is tried again in the background.
 */
public final class RocksDbStoreFactory implements StoreFactory {
    /** For {@link java.util.ServiceLoader}. */
    public RocksDbStoreFactory() {}

    @Override
    public String kind() {
        return "rocksdb";
    }

    @Override
    public List<Problem> check(Map<String, Object> settings) {
        return Settings.check(settings);
    }

    /**
     * Openings of one path within this JVM share one database; the first sets the workers.
     *
     * @throws IllegalStateException if RocksDB's classes are not on the class path
     */
    @Override
    public Store open(StoreContext context) {
        requireRocksDb();
        return RocksDbStore.open(
                Settings.of(context.settings()),
                context.namespaces(),
                InstantSource.system(),
                Timing.USUAL);
    }

    private static void requireRocksDb() {
        try {
            Class.forName("org.rocksdb.RocksDB", false, RocksDbStoreFactory.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(
                    "store.kind: rocksdb without RocksDB (expected: com.ververica:frocksdbjni on"
                            + " the class path, as flink-statebackend-rocksdb brings it)",
                    missing);
        }
    }

    /** False: a folder is held by one process. */
    @Override
    public boolean sharedAcrossProcesses() {
        return false;
    }
}
