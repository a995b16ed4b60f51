package org.entropyrepair.publisher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the spool needs of a disk to write on it; tests have one that fails. */
interface Disk {
    /** The real one. */
    Disk REAL = new RealDisk();

    /** Opens {@code file} to append to, creating it if needed. */
    AppendFile open(Path file) throws IOException;

    /** Returns once the names of new files in {@code folder} would survive a loss of power. */
    void forceFolder(Path folder) throws IOException;

    /** A file that only grows, or is cut back after a failure. Not thread-safe. */
    interface AppendFile extends Closeable {
        /** Writes all of {@code bytes} at the end, or throws having written any part of them. */
        void append(ByteBuffer bytes) throws IOException;

        /** Returns once everything appended would survive a loss of power. */
        void force() throws IOException;

        /** Cuts the file back to {@code length} bytes. */
        void cut(long length) throws IOException;
    }

    /** The disk of the operating system. */
    final class RealDisk implements Disk {
        private RealDisk() {}

        @Override
        public AppendFile open(Path file) throws IOException {
            return new RealFile(file);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** A file of the operating system. */
    final class RealFile implements AppendFile {
        private final FileChannel channel;

        private RealFile(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void cut(long length) throws IOException {
            channel.truncate(length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
