package org.entropyrepair.sinks.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Last write wins in an {@link Engine}: compare and put under the record's lock. What is held of a
 * cell is the greater of its own version and its record's marker; what a marker covers stays on
 * disk until {@link Purge} comes by. Thread-safe.
 */
final class Cells {
    private static final int SCAN_ENTRIES = 1_000;
    private static final long SCAN_BYTES = 4L << 20;

    private final RecordLocks locks = new RecordLocks();

    /** The lock under which a record changes. */
    Lock lockOf(byte[] record) {
        return locks.of(record);
    }

    /** Writes a mutation if its version beats what is held. */
    WriteResult apply(Engine engine, Mutation mutation, long nowMicros, boolean sync)
            throws RocksDBException {
        Cell cell = mutation.cell();
        Bytes key = cell.key();
        byte[] record = Keys.record(cell.namespace(), cell.id());
        byte[] marker = Keys.marker(record);
        byte[] at = key == null ? marker : Keys.cell(record, key);
        Version version = mutation.version();
        boolean live = version.isLive(nowMicros);
        byte[] envelope =
                new Envelope(
                                version,
                                Math.floorDiv(nowMicros, 1_000L),
                                live ? mutation.metadata() : Bytes.EMPTY,
                                live ? mutation.value() : Bytes.EMPTY)
                        .encode();
        Lock lock = locks.of(record);
        lock.lock();
        try {
            int order = order(version, engine.get(at));
            if (key != null && order > 0) {
                order = order(version, engine.get(marker));
            }
            if (order <= 0) {
                return order == 0 ? new WriteResult.Healed() : new WriteResult.Superseded();
            }
            engine.put(at, envelope, sync);
            return new WriteResult.Applied();
        } finally {
            lock.unlock();
        }
    }

    private static int order(Version version, byte @Nullable [] held) {
        return held == null ? 1 : version.compareTo(Envelope.versionOf(held));
    }

    /** What is held of a cell, or of a whole record's marker. */
    ReadResult read(Engine engine, Cell cell, long nowMicros) throws RocksDBException {
        byte[] record = Keys.record(cell.namespace(), cell.id());
        Bytes key = cell.key();
        byte[] own;
        byte[] marker;
        Lock lock = locks.of(record);
        lock.lock();
        try {
            own = key == null ? null : engine.get(Keys.cell(record, key));
            marker = engine.get(Keys.marker(record));
        } finally {
            lock.unlock();
        }
        byte[] winner = own == null || covers(marker, own) ? marker : own;
        return winner == null
                ? new ReadResult.Nothing(true)
                : asSeen(Envelope.decode(winner), nowMicros);
    }

    private static boolean covers(byte @Nullable [] marker, byte[] own) {
        return marker != null && Envelope.versionOf(marker).beats(Envelope.versionOf(own));
    }

    private static ReadResult.Held asSeen(Envelope envelope, long nowMicros) {
        Envelope seen = envelope.version().isLive(nowMicros) ? envelope : envelope.emptied();
        return new ReadResult.Held(seen.version(), seen.value(), seen.metadata());
    }

    /**
     * Some entries of a namespace, in the order of their keys.
     *
     * @param from where to go on
     * @param endPosition the ring position to stop before; 0 for the end of the ring
     */
    Chunk scan(Engine engine, String namespace, Cursor from, long endPosition, long nowMicros)
            throws RocksDBException {
        List<Store.Entry> entries = new ArrayList<>();
        long bytes = 0;
        Marker marker = from.marker();
        try (RocksIterator walk = engine.from(from.key())) {
            while (walk.isValid()) {
                byte[] key = walk.key();
                Keys.Place place = Keys.parse(key);
                if (!place.cell().namespace().equals(namespace)
                        || (endPosition != 0
                                && Long.compareUnsigned(place.ringPosition(), endPosition) >= 0)) {
                    return new Chunk(entries, null);
                }
                if (entries.size() >= SCAN_ENTRIES || bytes >= SCAN_BYTES) {
                    return new Chunk(entries, new Cursor(key, marker));
                }
                byte[] value = walk.value();
                bytes += key.length + value.length;
                Envelope envelope = Envelope.decode(value);
                if (place.cell().isWholeRecord()) {
                    marker = new Marker(place.cell(), envelope.version());
                }
                if (marker == null || !marker.covers(place.cell(), envelope.version())) {
                    entries.add(new Store.Entry(place.cell(), asSeen(envelope, nowMicros)));
                }
                walk.next();
            }
            walk.status(); // a walk that met an error says that it is at its end
        }
        return new Chunk(entries, null);
    }

    /**
     * Where a scan goes on.
     *
     * @param key the next key
     * @param marker the marker of the record it stands in, if there is one
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Cursor(byte[] key, @Nullable Marker marker) {}

    /**
     * The last marker met.
     *
     * @param record whose
     * @param version its version
     */
    record Marker(Cell record, Version version) {
        boolean covers(Cell cell, Version own) {
            return cell.id().equals(record.id())
                    && cell.namespace().equals(record.namespace())
                    && version.beats(own);
        }
    }

    /**
     * A piece of a scan.
     *
     * @param entries what was found
     * @param next where to go on; null at the end
     */
    record Chunk(List<Store.Entry> entries, @Nullable Cursor next) {}
}
