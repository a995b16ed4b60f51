package org.entropyrepair.sinks.rocksdb;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.function.ToLongFunction;
import org.entropyrepair.core.model.Cell;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A walk over the whole database, in slices, which takes out what was kept long enough: deletes and
 * expired puts after {@code tombstonesKept}, what a marker covers at once, and a marker itself only
 * when the walk has passed all its cells, so that none of them ever comes back. One thread at a
 * time.
 */
final class Purge {
    private static final int SLICE_ENTRIES = 1_000;

    private final Cells cells;
    private final ToLongFunction<String> keptMillis;

    private byte @Nullable [] next = Keys.FIRST;
    private @Nullable MarkerPassed marker;
    private long purged;

    /**
     * A new walk.
     *
     * @param keptMillis how long a namespace keeps tombstones, milliseconds; negative where that is
     *     not known: nothing is purged there
     */
    Purge(Cells cells, ToLongFunction<String> keptMillis) {
        this.cells = cells;
        this.keptMillis = keptMillis;
    }

    /** How many entries were taken out so far. */
    long purged() {
        return purged;
    }

    /** Whether the walk is at its end. */
    boolean isDone() {
        return next == null;
    }

    /** Walks over the next entries, a thousand at most. */
    void slice(Engine engine, long nowMillis) throws RocksDBException {
        byte[] from = next;
        if (from == null) {
            return;
        }
        try (RocksIterator walk = engine.from(from)) {
            for (int i = 0; i < SLICE_ENTRIES && walk.isValid(); i++) {
                byte[] key = walk.key();
                visit(engine, key, walk.value(), nowMillis);
                walk.next();
            }
            if (walk.isValid()) {
                next = walk.key();
                return;
            }
            walk.status(); // a walk that met an error says that it is at its end
        }
        passMarker(engine, nowMillis);
        next = null;
    }

    private void visit(Engine engine, byte[] key, byte[] value, long nowMillis)
            throws RocksDBException {
        Keys.Place place = Keys.parse(key);
        Envelope envelope = Envelope.decode(value);
        MarkerPassed current = marker;
        if (current != null && !Arrays.equals(current.record, place.record())) {
            passMarker(engine, nowMillis);
            current = null;
        }
        if (place.cell().isWholeRecord()) {
            marker = new MarkerPassed(place.record(), key, place.cell(), value);
            return;
        }
        long kept = keptMillis.applyAsLong(place.cell().namespace());
        boolean mayGo =
                current != null
                        || envelope.hasDeadBytes(nowMillis * 1_000)
                        || (kept >= 0 && envelope.isPurgeable(nowMillis, kept));
        if (mayGo) {
            purgeCell(engine, key, place.record(), kept, nowMillis);
        }
    }

    private void purgeCell(Engine engine, byte[] key, byte[] record, long kept, long nowMillis)
            throws RocksDBException {
        Lock lock = cells.lockOf(record);
        lock.lock();
        try {
            byte[] now = engine.get(key);
            if (now == null) {
                return;
            }
            Envelope envelope = Envelope.decode(now);
            byte[] over = engine.get(Keys.marker(record));
            boolean covered = over != null && Envelope.versionOf(over).beats(envelope.version());
            if (covered || (kept >= 0 && envelope.isPurgeable(nowMillis, kept))) {
                engine.delete(key);
                purged++;
            } else if (envelope.hasDeadBytes(nowMillis * 1_000)) {
                engine.put(key, envelope.emptied().encode(), false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All cells of the last marker's record have been seen: what it covered is gone. */
    private void passMarker(Engine engine, long nowMillis) throws RocksDBException {
        MarkerPassed passed = marker;
        marker = null;
        if (passed == null) {
            return;
        }
        long kept = keptMillis.applyAsLong(passed.cell.namespace());
        Lock lock = cells.lockOf(passed.record);
        lock.lock();
        try {
            byte[] now = engine.get(passed.key);
            if (now != null
                    && kept >= 0
                    && Arrays.equals(now, passed.envelope)
                    && Envelope.decode(now).isPurgeable(nowMillis, kept)) {
                engine.delete(passed.key);
                purged++;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The marker of the record that the walk is in.
     *
     * @param record what its keys begin with
     * @param key its own key
     * @param cell the record
     * @param envelope its bytes when it was met: a newer one covers more than the walk has seen
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this class, never compared
    private record MarkerPassed(byte[] record, byte[] key, Cell cell, byte[] envelope) {}
}
