package org.entropyrepair.console.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A sorted map of bytes in a RocksDB of its own, in a folder that is deleted when it is closed: it
 * holds what the topics say and nothing else. Takes some 80 MB beside the heap, however much is in
 * it. Safe for use by several threads until it is closed.
 */
public final class Scratch implements AutoCloseable {
    private static final long CACHE_BYTES = 24L << 20;
    private static final long WRITE_BUFFER_BYTES = 16L << 20;

    private final Path folder;
    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter bloom = new BloomFilter(10);
    private final Options options;
    private final WriteOptions quick = new WriteOptions().setDisableWAL(true);
    private final RocksDB db;
    private final ReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private Scratch(Path folder) throws RocksDBException {
        this.folder = folder;
        this.options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(WRITE_BUFFER_BYTES)
                        .setMaxWriteBufferNumber(2)
                        .setMaxOpenFiles(256)
                        // Filled once and soon thrown away: levels would write all of it anew
                        // again and again.
                        .setCompactionStyle(CompactionStyle.UNIVERSAL)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setCacheIndexAndFilterBlocks(true)
                                        .setFilterPolicy(bloom));
        this.db = RocksDB.open(options, folder.toString());
    }

    /** An empty one in a new folder among the temporary ones. */
    public static Scratch open() {
        RocksDB.loadLibrary();
        try {
            return new Scratch(Files.createTempDirectory("entropy-repair-console-"));
        } catch (IOException | RocksDBException failed) {
            throw new IllegalStateException(
                    "temporary folder: "
                            + failed.getMessage()
                            + " (expected: one that can be written)",
                    failed);
        }
    }

    /** Visits entries; false ends the scan. */
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    byte @Nullable [] get(byte[] key) {
        Lock alive = alive();
        try {
            return db.get(key);
        } catch (RocksDBException failed) {
            throw broken(failed);
        } finally {
            alive.unlock();
        }
    }

    /** Changes that are made together. For one thread. */
    final class Change implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        Change put(byte[] key, byte[] value) {
            try {
                batch.put(key, value);
                return this;
            } catch (RocksDBException failed) {
                throw broken(failed);
            }
        }

        Change delete(byte[] key) {
            try {
                batch.delete(key);
                return this;
            } catch (RocksDBException failed) {
                throw broken(failed);
            }
        }

        void make() {
            Lock alive = alive();
            try {
                db.write(quick, batch);
            } catch (RocksDBException failed) {
                throw broken(failed);
            } finally {
                alive.unlock();
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    Change change() {
        return new Change();
    }

    /**
     * Visits what begins with {@code prefix}, in order.
     *
     * @param from where to begin; itself begins with the prefix
     */
    void each(byte[] prefix, byte[] from, Visitor visitor) {
        Lock alive = alive();
        try (ReadOptions reading = new ReadOptions();
                RocksIterator entries = db.newIterator(reading)) {
            for (entries.seek(from); entries.isValid(); entries.next()) {
                byte[] key = entries.key();
                if (!startsWith(key, prefix) || !visitor.visit(key, entries.value())) {
                    return;
                }
            }
        } finally {
            alive.unlock();
        }
    }

    /**
     * Looks for the first key of each of several prefixes, which costs little beside the first.
     *
     * @param prefixes with where to begin, which itself begins with the prefix
     * @return for each prefix the first key from there on; null if there is none
     */
    List<byte @Nullable []> firsts(List<Map.Entry<byte[], byte[]>> prefixes) {
        Lock alive = alive();
        List<byte @Nullable []> firsts = new ArrayList<>();
        try (ReadOptions reading = new ReadOptions();
                RocksIterator entries = db.newIterator(reading)) {
            for (Map.Entry<byte[], byte[]> prefix : prefixes) {
                entries.seek(prefix.getValue());
                byte[] key = entries.isValid() ? entries.key() : null;
                firsts.add(key != null && startsWith(key, prefix.getKey()) ? key : null);
            }
            return firsts;
        } finally {
            alive.unlock();
        }
    }

    /** Nothing native may be touched once it is freed. */
    private Lock alive() {
        Lock lock = life.readLock();
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("temporary folder: closed");
        }
        return lock;
    }

    void each(byte[] prefix, Visitor visitor) {
        each(prefix, prefix, visitor);
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** A key of a table: its letter, then the parts as they are. */
    static byte[] key(char table, byte[]... parts) {
        int size = 1 + Stream.of(parts).mapToInt(part -> part.length).sum();
        ByteBuffer key = ByteBuffer.allocate(size).put((byte) table);
        Stream.of(parts).forEach(key::put);
        return key.array();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ofLong(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static IllegalStateException broken(RocksDBException failed) {
        return new IllegalStateException(
                "temporary folder: " + failed.getMessage() + " (expected: room in it)", failed);
    }

    /** Closes and deletes it. */
    @Override
    public void close() {
        life.writeLock().lock();
        try {
            closed = true;
            db.close();
            options.close();
            quick.close();
            bloom.close();
            cache.close();
        } finally {
            life.writeLock().unlock();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
