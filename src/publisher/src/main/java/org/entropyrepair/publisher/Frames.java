package org.entropyrepair.publisher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * How records stand in a file of the spool: the file starts with {@link #MAGIC}; each record is its
 * length (4 bytes), the CRC32 of length and content (4 bytes) and its content. Numbers are big
 * endian. A file ends, for its reader, where a frame is not in order: that is how the torn tail of
 * a crash looks.
 */
final class Frames {
    /** What a file starts with; its last digit is the version of this format. */
    static final byte[] MAGIC = "ERSPOOL1".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int CONTENT_BYTES_MAX = 64 << 20;

    private Frames() {}

    /**
     * One record of a file.
     *
     * @param record the record
     * @param endOffset where its frame ends and the next one begins
     */
    record Frame(Outgoing record, long endOffset) {}

    /** Bytes that {@code record} takes in a file. */
    static int sizeBytes(Outgoing record) {
        return HEADER_BYTES + record.writtenBytes();
    }

    /** Writes the frame of {@code record} into {@code out}. */
    static void write(Outgoing record, ByteBuffer out) {
        int start = out.position();
        out.putInt(record.writtenBytes()).putInt(0);
        record.writeTo(out);
        out.putInt(start + Integer.BYTES, crc(out, start, record.writtenBytes()));
    }

    /** The frame at {@code offset} of {@code file}; null if none in order starts there. */
    static @Nullable Frame read(FileChannel file, long offset) throws IOException {
        ByteBuffer header = read(file, offset, HEADER_BYTES);
        if (header == null) {
            return null;
        }
        int length = header.getInt(0);
        if (length < Outgoing.WRITTEN_BYTES_MIN || length > CONTENT_BYTES_MAX) {
            return null;
        }
        ByteBuffer frame = read(file, offset, HEADER_BYTES + length);
        if (frame == null || crc(frame, 0, length) != frame.getInt(Integer.BYTES)) {
            return null;
        }
        frame.position(HEADER_BYTES);
        try {
            return new Frame(Outgoing.read(frame), offset + HEADER_BYTES + length);
        } catch (IllegalArgumentException notARecord) {
            return null;
        }
    }

    /** Whether {@code file} starts as it must. */
    static boolean startsWithMagic(FileChannel file) throws IOException {
        ByteBuffer start = read(file, 0, MAGIC.length);
        return start != null && start.equals(ByteBuffer.wrap(MAGIC));
    }

    private static int crc(ByteBuffer frames, int start, int length) {
        CRC32 crc = new CRC32();
        crc.update(frames.slice(start, Integer.BYTES));
        crc.update(frames.slice(start + HEADER_BYTES, length));
        return (int) crc.getValue();
    }

    private static @Nullable ByteBuffer read(FileChannel file, long offset, int length)
            throws IOException {
        if (offset + length > file.size()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }
}
