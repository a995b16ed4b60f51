package org.entropyrepair.publisher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.entropyrepair.publisher.Frames.Frame;
import org.jspecify.annotations.Nullable;

/**
 * One file of the spool, as its reader sees it: so many records in order, of which so many were
 * read and so many have arrived. Owned by its {@link Spool}; not thread-safe.
 */
final class Segment implements Closeable {
    private final Path file;
    private final FileChannel channel;

    private long endOffset;
    private long tailBytes;
    private long records;
    private boolean damaged;

    private long readOffset = Frames.MAGIC.length;
    private long read;
    private long arrivedOffset = Frames.MAGIC.length;
    private long arrived;

    private Segment(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.endOffset = Frames.MAGIC.length;
    }

    /** A segment whose file has just been started and holds no record yet. */
    static Segment started(Path file) throws IOException {
        return new Segment(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    /**
     * A segment of an earlier run: its records up to the first that is not in order.
     *
     * @throws IOException if the file cannot be read at all
     */
    static Segment recovered(Path file) throws IOException {
        Segment segment = started(file);
        try {
            if (!Frames.startsWithMagic(segment.channel)) {
                segment.endOffset = 0;
                segment.tailBytes = segment.channel.size();
                segment.damaged = segment.tailBytes > 0;
                return segment;
            }
            for (Frame frame; (frame = segment.frameAt(segment.endOffset)) != null; ) {
                segment.grow(frame.endOffset() - segment.endOffset, 1);
            }
            segment.tailBytes = segment.channel.size() - segment.endOffset;
            segment.damaged = segment.tailBytes > 0;
            return segment;
        } catch (IOException unreadable) {
            segment.close();
            throw unreadable;
        }
    }

    private @Nullable Frame frameAt(long offset) throws IOException {
        return Frames.read(channel, offset);
    }

    Path file() {
        return file;
    }

    /** Where the last record ends. */
    long endOffset() {
        return endOffset;
    }

    /** What is behind the last record, in bytes. */
    long tailBytes() {
        return tailBytes;
    }

    /** Records that were not read yet. */
    long unread() {
        return records - read;
    }

    /** Records that have not arrived yet. */
    long waiting() {
        return records - arrived;
    }

    /** What is behind the last record is of no interest: it was torn by a crash. */
    void forgetTail() {
        damaged = false;
    }

    /** Whether there is something behind the last record which is none. */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether every record was read. */
    boolean isRead() {
        return read == records;
    }

    /** Whether every record has arrived. */
    boolean isDone() {
        return arrived == records;
    }

    /** What the file takes on disk, as far as it is known without asking. */
    long diskBytes() {
        return endOffset + tailBytes;
    }

    /** {@code count} records of {@code bytes} bytes in all now stand behind the last. */
    void grow(long bytes, int count) {
        endOffset += bytes;
        records += count;
    }

    /** The next record; null if what is there is none, and then there are no more. */
    @Nullable Outgoing readNext() throws IOException {
        Frame frame = readOffset < endOffset ? frameAt(readOffset) : null;
        if (frame == null) {
            giveUpRest();
            return null;
        }
        readOffset = frame.endOffset();
        read++;
        return frame.record();
    }

    /** The next record, {@code frameBytes} long, needs no reading. */
    void skip(long frameBytes) {
        readOffset += frameBytes;
        read++;
    }

    /** Counts only what was read so far: the rest cannot be read any more. */
    void giveUpRest() {
        damaged = true;
        records = read;
        tailBytes += endOffset - readOffset;
        endOffset = readOffset;
    }

    /** The oldest record that was read and had not arrived has arrived; {@code bytes} long. */
    void arrived(long bytes) {
        arrived++;
        arrivedOffset += bytes;
    }

    /** The next to be read is the oldest that has not arrived. */
    void rewind() {
        readOffset = arrivedOffset;
        read = arrived;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
