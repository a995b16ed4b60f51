package org.entropyrepair.quickstart.judge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.quickstart.judge.LoggedWrite.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The log of all writes on disk, one file per namespace: the judge's source of truth. Thread-safe.
 */
public final class WriteLog implements AutoCloseable {
    private final Path folder;
    private final Map<String, DataOutputStream> files = new HashMap<>();
    private long writes;

    /**
     * Begins an empty log.
     *
     * @throws IOException if the folder cannot be created
     */
    public WriteLog(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * Adds a write. To be called before the write is made.
     *
     * @throws UncheckedIOException if the disk does not take it
     */
    public synchronized void append(LoggedWrite write) {
        try {
            DataOutputStream out = file(write.cell().namespace());
            Bytes key = write.cell().key();
            bytes(out, write.cell().id());
            out.writeBoolean(key != null);
            if (key != null) {
                bytes(out, key);
            }
            out.writeLong(write.token().generatedAtMicros());
            out.writeLong(write.token().nonceHigh());
            out.writeLong(write.token().nonceLow());
            out.writeBoolean(write.kind() == Kind.DELETE);
            out.writeLong(write.ttlSeconds());
            bytes(out, write.value());
            bytes(out, write.metadata());
            out.writeBoolean(write.happened());
            writes++;
        } catch (IOException failed) {
            throw new UncheckedIOException(folder + ": log cannot be written", failed);
        }
    }

    /** How many writes were logged. */
    public synchronized long writes() {
        return writes;
    }

    /**
     * Hands over every write of a namespace logged so far, in the order in which they were logged.
     *
     * @throws UncheckedIOException if the log cannot be read
     */
    public void read(String namespace, Consumer<LoggedWrite> into) {
        long end = flushed(namespace);
        if (end == 0) {
            return;
        }
        try (CountingInput in = new CountingInput(folder.resolve(namespace))) {
            while (in.position < end) {
                into.accept(in.next(namespace));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(folder + ": log cannot be read", failed);
        }
    }

    @Override
    public synchronized void close() {
        for (DataOutputStream out : files.values()) {
            try {
                out.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(folder + ": log cannot be closed", failed);
            }
        }
        files.clear();
    }

    private synchronized long flushed(String namespace) {
        DataOutputStream out = files.get(namespace);
        try {
            if (out != null) {
                out.flush();
            }
            Path file = folder.resolve(namespace);
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(folder + ": log cannot be written", failed);
        }
    }

    private DataOutputStream file(String namespace) throws IOException {
        DataOutputStream out = files.get(namespace);
        if (out == null) {
            out =
                    new DataOutputStream(
                            new BufferedOutputStream(
                                    Files.newOutputStream(folder.resolve(namespace)), 1 << 16));
            files.put(namespace, out);
        }
        return out;
    }

    private static void bytes(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.size());
        out.write(bytes.unsafeArray());
    }

    /** Reads one file; knows how far it has come. */
    private static final class CountingInput implements AutoCloseable {
        private final DataInputStream in;
        private long position;

        CountingInput(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        }

        LoggedWrite next(String namespace) throws IOException {
            Bytes id = bytes();
            @Nullable Bytes key = flag() ? bytes() : null;
            Token token = new Token(number(), number(), number());
            Kind kind = flag() ? Kind.DELETE : Kind.PUT;
            long ttlSeconds = number();
            Bytes value = bytes();
            Bytes metadata = bytes();
            Cell cell = new Cell(namespace, id, key);
            return new LoggedWrite(cell, token, kind, ttlSeconds, value, metadata, flag());
        }

        private Bytes bytes() throws IOException {
            int length = in.readInt();
            byte[] read = in.readNBytes(length);
            if (read.length < length) {
                throw new EOFException("log ends in the middle of a write");
            }
            position += 4L + length;
            return Bytes.wrap(read);
        }

        private long number() throws IOException {
            position += 8;
            return in.readLong();
        }

        private boolean flag() throws IOException {
            position++;
            return in.readBoolean();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
