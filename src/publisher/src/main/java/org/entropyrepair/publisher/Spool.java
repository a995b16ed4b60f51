package org.entropyrepair.publisher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of records on disk, which outlives its process.
 *
 * <ol>
 *   <li>{@link #open} finds what an earlier run left. Only one process at a time may own the
 *       folder.
 *   <li>{@link #append} puts records behind the others and forces them to the disk, once for all it
 *       was given: what it counts survives a loss of power.
 *   <li>{@link #read} gives them in that order; {@link #arrived} says that the oldest one read has
 *       arrived; {@link #rewind} starts again at the oldest that has not.
 *   <li>A file is removed when all its records have arrived. Until then a restart reads all of them
 *       again: records arrive at least once, in order.
 * </ol>
 *
 * <p>Files are named by number and end in {@code .spool}. An unreadable tail of the newest is what
 * a crash leaves, and was promised to nobody. Elsewhere it is damage: the file is kept as {@code
 * .damaged}, outside the limit, once the records before the damage have arrived. Not thread-safe.
 */
final class Spool implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".spool";
    private static final int WRITE_BYTES_MAX = 1 << 20;

    private final Path folder;
    private final long bytesMax;
    private final long segmentBytesMax;
    private final Disk disk;
    private final SpoolLock lock;

    private final Deque<Segment> segments = new ArrayDeque<>();

    /** What was read and has not arrived: whose it is and how long its frame. */
    private final Deque<Read> reads = new ArrayDeque<>();

    private long bytes;
    private long waiting;
    private long unread;
    private long nextNumber;
    private Disk.@Nullable AppendFile tail;
    private @Nullable Segment tailSegment;

    private record Read(Segment segment, long bytes) {}

    /**
     * How much of a batch is on disk for good.
     *
     * @param count so many from its front
     * @param why the others are not; null if all are
     */
    record Appended(int count, Published.@Nullable Refused why) {}

    private Spool(Path folder, long bytesMax, Disk disk, SpoolLock lock) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.segmentBytesMax = Math.min(16L << 20, bytesMax / 8);
        this.disk = disk;
        this.lock = lock;
    }

    /**
     * Opens the spool in {@code folder}, created where missing.
     *
     * @param bytesMax most bytes its files may take
     * @throws IllegalStateException in one line, if the folder cannot be used or is in use
     */
    static Spool open(Path folder, long bytesMax, Disk disk) {
        SpoolLock lock = SpoolLock.take(folder);
        Spool spool = new Spool(folder, bytesMax, disk, lock);
        try {
            spool.recover();
            return spool;
        } catch (IOException | RuntimeException unusable) {
            spool.closeFiles();
            lock.close();
            throw SpoolLock.unusable(folder, unusable);
        }
    }

    private void recover() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Spool::isSegment).sorted().toList();
        }
        for (Path file : files) {
            Segment segment = Segment.recovered(file);
            segments.add(segment);
            nextNumber = numberOf(file) + 1;
            if (segment.isDamaged()) {
                recoverTail(segment, file.equals(files.get(files.size() - 1)));
            }
            bytes += segment.diskBytes();
            waiting += segment.waiting();
        }
        unread = waiting;
        removeDone();
    }

    private void recoverTail(Segment segment, boolean newest) throws IOException {
        LOG.warn(
                "spool: {} ends in {} bytes that are no record ({})",
                segment.file(),
                segment.tailBytes(),
                newest ? "torn by a crash, promised to nobody" : "damaged, will be kept");
        if (newest) {
            try (Disk.AppendFile file = disk.open(segment.file())) {
                file.cut(segment.endOffset());
            }
            segment.forgetTail();
        }
    }

    private static boolean isSegment(Path file) {
        return file.getFileName().toString().matches("\\d{19}\\" + SUFFIX);
    }

    private static long numberOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Whether every record was read. */
    boolean isRead() {
        return unread == 0;
    }

    /** Records that have not arrived. */
    long records() {
        return waiting;
    }

    /** What it takes on disk, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Puts as many of {@code batch} behind the others as the limit and the disk allow. */
    Appended append(List<Outgoing> batch) {
        int done = 0;
        while (done < batch.size()) {
            long room = bytesMax - bytes;
            int count = 0;
            int size = 0;
            long started = tailSegment == null ? Frames.MAGIC.length : 0;
            long atOnceMax = writeBytesMax();
            while (done + count < batch.size() && size < atOnceMax) {
                int frame = Frames.sizeBytes(batch.get(done + count));
                if (started + size + frame > room) {
                    break;
                }
                size += frame;
                count++;
            }
            if (count == 0) {
                return new Appended(done, full());
            }
            try {
                write(batch.subList(done, done + count), size);
            } catch (IOException broken) {
                return new Appended(done, broken(broken));
            }
            done += count;
        }
        return new Appended(done, null);
    }

    /** When to stop gathering for one write: the file is full, or the buffer. */
    private long writeBytesMax() {
        long written = tailSegment == null ? 0 : tailSegment.endOffset();
        return Math.min(WRITE_BYTES_MAX, segmentBytesMax - written);
    }

    private Published.Refused full() {
        return new Published.Refused(
                Published.Reason.SPOOL_FULL,
                "spool: "
                        + bytes
                        + " bytes in "
                        + folder
                        + " (expected: at most "
                        + bytesMax
                        + "; the broker has been away for too long)");
    }

    private Published.Refused broken(IOException cause) {
        LOG.error("spool: {} cannot be written: {}", folder, cause.toString());
        return new Published.Refused(
                Published.Reason.SPOOL_BROKEN,
                "spool: " + folder + " cannot be written: " + cause.getMessage());
    }

    private void write(List<Outgoing> records, int size) throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(size);
        records.forEach(record -> Frames.write(record, frames));
        Disk.AppendFile file = tailFile();
        Segment segment = tailSegment;
        if (segment == null) {
            throw new IOException("no segment");
        }
        try {
            file.append(frames.flip());
            file.force();
        } catch (IOException broken) {
            endTail(segment.endOffset());
            throw broken;
        }
        segment.grow(size, records.size());
        bytes += size;
        waiting += records.size();
        unread += records.size();
        if (segment.endOffset() >= segmentBytesMax) {
            endTail(-1);
        }
    }

    private Disk.AppendFile tailFile() throws IOException {
        Disk.AppendFile file = tail;
        if (file != null) {
            return file;
        }
        Path path = folder.resolve(String.format("%019d%s", nextNumber, SUFFIX));
        file = disk.open(path);
        try {
            nextNumber++;
            file.append(ByteBuffer.wrap(Frames.MAGIC)); // forced with the records behind it
            forceFolder();
            tailSegment = Segment.started(path);
        } catch (IOException broken) {
            file.close();
            Files.deleteIfExists(path);
            throw broken;
        }
        tail = file;
        segments.add(tailSegment);
        bytes += Frames.MAGIC.length;
        return file;
    }

    /** A new file's name must survive a loss of power, too; not every platform can say so. */
    private void forceFolder() {
        try {
            disk.forceFolder(folder);
        } catch (IOException notHere) {
            LOG.debug("spool: {} cannot be forced", folder);
        }
    }

    /** No more goes into the newest file; with {@code cutTo} ≥ 0 it is cut back to that. */
    private void endTail(long cutTo) {
        try (Disk.AppendFile file = tail) {
            if (file != null && cutTo >= 0) {
                file.cut(cutTo);
            }
        } catch (IOException left) {
            // The reader stops where the last whole record ends, so the rest does no harm.
            LOG.debug("spool: a torn tail stays behind");
        }
        tail = null;
        tailSegment = null;
        removeDone();
    }

    /** The next record that was not read; null if there is none. */
    @Nullable Outgoing read() {
        for (Segment segment : segments) {
            while (!segment.isRead()) {
                Outgoing record = readOrGiveUp(segment);
                if (record != null) {
                    unread--;
                    reads.add(new Read(segment, Frames.sizeBytes(record)));
                    return record;
                }
            }
        }
        return null;
    }

    /** Counts the next record that was not read, which is {@code record}, as read. */
    void skip(Outgoing record) {
        long frameBytes = Frames.sizeBytes(record);
        for (Segment segment : segments) {
            if (!segment.isRead()) {
                segment.skip(frameBytes);
                unread--;
                reads.add(new Read(segment, frameBytes));
                return;
            }
        }
        throw new IllegalStateException("spool: nothing to skip (expected: a record not read)");
    }

    private @Nullable Outgoing readOrGiveUp(Segment segment) {
        long before = segment.unread();
        Outgoing record = null;
        try {
            record = segment.readNext();
        } catch (IOException unreadable) {
            segment.giveUpRest();
        }
        if (record == null) {
            LOG.error("spool: {} records of {} cannot be read any more", before, segment.file());
            unread -= before;
            waiting -= before;
        }
        return record;
    }

    /** The oldest record that was read and had not arrived has arrived. */
    void arrived() {
        Read oldest = reads.remove();
        oldest.segment().arrived(oldest.bytes());
        waiting--;
        if (oldest.segment().isDone()) {
            if (oldest.segment() == tailSegment) {
                endTail(-1);
            } else {
                removeDone();
            }
        }
    }

    /** The next to be read is the oldest that has not arrived. */
    void rewind() {
        reads.clear();
        segments.forEach(Segment::rewind);
        unread = waiting;
    }

    private void removeDone() {
        segments.removeIf(
                segment -> {
                    if (segment == tailSegment || !segment.isDone()) {
                        return false;
                    }
                    remove(segment);
                    return true;
                });
    }

    private void remove(Segment segment) {
        Path file = segment.file();
        bytes -= segment.diskBytes();
        try (segment) {
            if (segment.isDamaged()) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            LOG.warn("spool: {} cannot be removed and will be sent again", file);
        }
    }

    /**
     * Keeps a record which no broker will ever take where a person finds it.
     *
     * @throws IOException if it cannot be written
     */
    void setAside(Outgoing record) throws IOException {
        Path path = folder.resolve("set-aside");
        boolean isNew = !Files.exists(path);
        ByteBuffer frame = ByteBuffer.allocate(Frames.MAGIC.length + Frames.sizeBytes(record));
        if (isNew) {
            frame.put(Frames.MAGIC);
        }
        Frames.write(record, frame);
        try (Disk.AppendFile file = disk.open(path)) {
            file.append(frame.flip());
            file.force();
        }
    }

    /** Lets go of the folder; what has not arrived stays in it. */
    @Override
    public void close() {
        endTail(-1);
        closeFiles();
        lock.close();
    }

    private void closeFiles() {
        for (Segment segment : new ArrayList<>(segments)) {
            try {
                segment.close();
            } catch (IOException ignored) {
                LOG.debug("spool: {} was not closed in order", segment.file());
            }
        }
        segments.clear();
    }
}
