package org.entropyrepair.sinks.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.sinks.Buckets;

/**
 * Where things lie in the database, big-endian:
 *
 * <pre>
 * 00 "format"                                    the format of the database
 * 01 u16+namespace i64-ring-position u32+id 00       a record's marker
 * 01 u16+namespace i64-ring-position u32+id 01 key   a cell
 * </pre>
 *
 * A record's marker comes right before its cells, and a bucket of a namespace is one range.
 */
final class Keys {
    /** Key of the number that says how to read the rest. */
    static final byte[] FORMAT = "\0format".getBytes(StandardCharsets.US_ASCII);

    /** Before every record. */
    static final byte[] FIRST = {1};

    private static final byte MARKER = 0;
    private static final byte CELL = 1;

    private Keys() {}

    /** What all keys of a record begin with, and no other key does. */
    static byte[] record(String namespace, Bytes id) {
        byte[] name = namespace.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 + name.length + 8 + 4 + id.size())
                .put((byte) 1)
                .putShort((short) name.length)
                .put(name)
                .putLong(Buckets.ringPosition(id))
                .putInt(id.size())
                .put(id.unsafeArray())
                .array();
    }

    /** The key of a record's marker. */
    static byte[] marker(byte[] record) {
        return Arrays.copyOf(record, record.length + 1);
    }

    /** The key of a cell. */
    static byte[] cell(byte[] record, Bytes key) {
        byte[] all = Arrays.copyOf(record, record.length + 1 + key.size());
        all[record.length] = CELL;
        System.arraycopy(key.unsafeArray(), 0, all, record.length + 1, key.size());
        return all;
    }

    /** The first key that a record at or after this ring position can have. */
    static byte[] from(String namespace, long ringPosition) {
        byte[] name = namespace.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 + name.length + 8)
                .put((byte) 1)
                .putShort((short) name.length)
                .put(name)
                .putLong(ringPosition)
                .array();
    }

    /** The least key that is greater. */
    static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The record and cell of a key at or after {@link #FIRST}. */
    static Place parse(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
        byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(name);
        long ringPosition = in.getLong();
        byte[] id = new byte[in.getInt()];
        in.get(id);
        byte[] record = Arrays.copyOf(key, in.position());
        boolean marker = in.get() == MARKER;
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        String namespace = new String(name, StandardCharsets.UTF_8);
        Cell cell =
                marker
                        ? Cell.wholeRecord(namespace, Bytes.wrap(id))
                        : new Cell(namespace, Bytes.wrap(id), Bytes.wrap(rest));
        return new Place(record, cell, ringPosition);
    }

    /**
     * What a key says.
     *
     * @param record what the keys of its record begin with
     * @param cell the cell, or the whole record for a marker
     * @param ringPosition where the id stands, unsigned
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Place(byte[] record, Cell cell, long ringPosition) {}
}
