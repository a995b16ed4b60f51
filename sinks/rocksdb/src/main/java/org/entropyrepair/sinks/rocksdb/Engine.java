package org.entropyrepair.sinks.rocksdb;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB folder: all that the rest of this package knows of RocksDB. Threads may share
 * it; {@link Database} sees to it that nobody uses it while or after it is closed.
 *
 * <p>Memory, per folder: two write buffers of 8 MiB, a WAL of at most 64 MiB on disk; per JVM: one
 * block cache of 32 MiB. Several regions stand in one JVM next to Flink's own RocksDB.
 */
final class Engine implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 8L << 20;
    private static final long BLOCK_CACHE_BYTES = 32L << 20;
    private static final long WAL_BYTES_MAX = 64L << 20;
    private static final int OPEN_FILES_MAX = 256;
    private static final byte[] FORMAT_1 = {1};

    private final RocksDB db;
    private final Options options;
    private final BloomFilter filter;
    private final WriteOptions plain = new WriteOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final ReadOptions once = new ReadOptions().setFillCache(false);

    private Engine(RocksDB db, Options options, BloomFilter filter) {
        this.db = db;
        this.options = options;
        this.filter = filter;
    }

    /** Made when the library is there, kept for the life of the JVM. */
    private static final class SharedCache {
        static final Cache CACHE = new LRUCache(BLOCK_CACHE_BYTES);
    }

    /**
     * Opens a folder, and makes it where there is none. May take seconds.
     *
     * @throws EngineUnavailableException if that is not possible now
     */
    static Engine open(Path folder) throws EngineUnavailableException {
        loadLibrary();
        makeFolder(folder);
        BloomFilter filter = new BloomFilter(10, false);
        Options options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(WRITE_BUFFER_BYTES)
                        .setMaxWriteBufferNumber(2)
                        .setMaxTotalWalSize(WAL_BYTES_MAX)
                        .setMaxOpenFiles(OPEN_FILES_MAX)
                        .setKeepLogFileNum(2)
                        .setMaxLogFileSize(1L << 20)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(SharedCache.CACHE)
                                        .setFilterPolicy(filter));
        RocksDB db;
        try {
            db = RocksDB.open(options, folder.toString());
        } catch (RocksDBException refused) {
            options.close();
            filter.close();
            throw new EngineUnavailableException(describe(folder, refused), refused);
        }
        Engine engine = new Engine(db, options, filter);
        try {
            engine.checkFormat(folder);
            return engine;
        } catch (RocksDBException refused) {
            engine.close();
            throw new EngineUnavailableException(describe(folder, refused), refused);
        } catch (EngineUnavailableException foreign) {
            engine.close();
            throw foreign;
        }
    }

    /**
     * Loads the native library into this class loader's JVM, or finds it loaded: Flink, in the same
     * JVM, loads the same classes' library from a folder of its own, before, after or at the same
     * time. {@link NativeLibraryLoader} is the one place where both meet: it is synchronized and
     * loads once. It has to come first: {@link RocksDB#loadLibrary()} alone, when its library
     * cannot be linked, is left "loading", and every later call waits for ever.
     */
    private static void loadLibrary() throws EngineUnavailableException {
        try {
            NativeLibraryLoader.getInstance().loadLibrary(null);
            RocksDB.loadLibrary();
        } catch (IOException | LinkageError | RuntimeException cannot) {
            throw new EngineUnavailableException(
                    "RocksDB's library: "
                            + oneLine(cannot)
                            + " (expected: com.ververica:frocksdbjni on the class path, and a"
                            + " java.io.tmpdir with space from which libraries can be run)",
                    cannot);
        }
    }

    private static void makeFolder(Path folder) throws EngineUnavailableException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException file) {
            throw new EngineUnavailableException(
                    "path: " + folder + " (expected: a folder, but this is a file)", file);
        } catch (IOException cannot) {
            throw new EngineUnavailableException(
                    "path: "
                            + folder
                            + " (expected: a folder that can be made and written; seen: "
                            + oneLine(cannot)
                            + ")",
                    cannot);
        }
        if (!Files.isWritable(folder)) {
            throw new EngineUnavailableException(
                    "path: " + folder + " (expected: a folder that this process may write)",
                    new IOException("not writable"));
        }
    }

    private void checkFormat(Path folder) throws RocksDBException, EngineUnavailableException {
        byte[] format = get(Keys.FORMAT);
        if (format == null && isEmpty()) {
            put(Keys.FORMAT, FORMAT_1, true);
        } else if (!Arrays.equals(format, FORMAT_1)) {
            throw new EngineUnavailableException(
                    "path: "
                            + folder
                            + " (expected: an empty folder or a store of format 1; found "
                            + (format == null ? "somebody else's RocksDB" : "another format")
                            + ")",
                    new IOException("format"));
        }
    }

    private boolean isEmpty() {
        try (RocksIterator all = db.newIterator()) {
            all.seekToFirst();
            return !all.isValid();
        }
    }

    byte @Nullable [] get(byte[] key) throws RocksDBException {
        return db.get(key);
    }

    /** Puts; with {@code sync} it is on the disk when this returns, else in the system's cache. */
    void put(byte[] key, byte[] value, boolean sync) throws RocksDBException {
        db.put(sync ? synced : plain, key, value);
    }

    void delete(byte[] key) throws RocksDBException {
        db.delete(plain, key);
    }

    /** A walk from {@code key} on which leaves the cache alone; the caller closes it. */
    RocksIterator from(byte[] key) {
        RocksIterator walk = db.newIterator(once);
        walk.seek(key);
        return walk;
    }

    /** What went wrong, with what to do about it, in one line. */
    static String describe(Path folder, RocksDBException seen) {
        String message = oneLine(seen);
        Status status = seen.getStatus();
        String expected;
        if (message.contains("No space left")
                || (status != null && status.getSubCode() == Status.SubCode.NoSpace)) {
            expected = "free space on its disk";
        } else if (message.contains("Read-only file system")
                || message.contains("Permission denied")) {
            expected = "a folder that this process may write";
        } else if (message.contains("LOCK") && message.contains("current process")) {
            expected = "a folder that nobody else in this process has open; somebody has";
        } else if (message.contains("LOCK")
                && (message.contains("temporarily unavailable")
                        || message.contains("No locks available"))) {
            expected = "a folder that no other process has open; one has";
        } else {
            expected = "a disk that works";
        }
        return "path: " + folder + " (expected: " + expected + "; seen: " + message + ")";
    }

    private static String oneLine(Throwable seen) {
        String message = seen.getMessage() == null ? seen.toString() : seen.getMessage();
        String text =
                seen instanceof RocksDBException
                        ? message
                        : seen.getClass().getSimpleName() + ": " + message;
        return text.replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        db.close();
        plain.close();
        synced.close();
        once.close();
        options.close();
        filter.close();
    }
}
