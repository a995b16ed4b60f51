package org.entropyrepair.sinks.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The databases that this JVM has open, one per path however often it is opened: the tasks of a
 * job, its next attempt while the last one is still closing, a service next to it. Static, so one
 * per class loader; another class loader on the same path is refused by RocksDB's own lock and
 * tries again, like another process.
 */
final class Databases {
    private static final Map<Path, Database> OPEN = new HashMap<>();

    private Databases() {}

    /**
     * The database of a path with one more user. Does not wait for it.
     *
     * @param workers how many threads it gets, if it is not open yet
     */
    static Database acquire(Path path, int workers, InstantSource time, Timing timing) {
        Path folder = canonical(path);
        synchronized (OPEN) {
            Database there = OPEN.get(folder);
            if (there != null && there.users > 0) {
                there.users++;
                return there;
            }
            CompletableFuture<Void> before =
                    there == null ? CompletableFuture.completedFuture(null) : there.closed();
            Database opened = new Database(folder, workers, time, timing);
            opened.users = 1;
            OPEN.put(folder, opened);
            opened.watch();
            before.thenRun(opened::start);
            return opened;
        }
    }

    /**
     * Gives a database back; the last user closes it.
     *
     * @return completes when this user's part is done: at once, or when the database is closed
     */
    static CompletableFuture<Void> release(Database database) {
        synchronized (OPEN) {
            database.users--;
            if (database.users > 0) {
                return CompletableFuture.completedFuture(null);
            }
        }
        database.shutDown();
        return database.closed()
                .thenRun(
                        () -> {
                            synchronized (OPEN) {
                                OPEN.remove(database.folder(), database);
                            }
                        });
    }

    private static Path canonical(Path path) {
        try {
            return path.toFile().getCanonicalFile().toPath();
        } catch (IOException unreachable) {
            return path.toAbsolutePath().normalize();
        }
    }
}
