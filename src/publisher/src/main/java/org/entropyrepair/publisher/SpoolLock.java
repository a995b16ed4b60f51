package org.entropyrepair.publisher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a spool folder for one publisher. The system lets go of it when the process ends. */
final class SpoolLock implements AutoCloseable {
    private final FileChannel channel;

    private SpoolLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes {@code folder}, creating it where missing.
     *
     * @throws IllegalStateException if it cannot be written, or another publisher has it
     */
    @SuppressWarnings("resource") // the lock lives as long as its channel, which is kept
    static SpoolLock take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException sameProcess) {
                lock = null;
            } catch (IOException notLockable) {
                channel.close();
                throw notLockable;
            }
            if (lock == null) {
                channel.close();
                throw new IllegalStateException(
                        "spoolFolder: "
                                + folder
                                + " is in use by another publisher (expected: a folder of its own"
                                + " for each)");
            }
            return new SpoolLock(channel);
        } catch (IOException unusable) {
            throw unusable(folder, unusable);
        }
    }

    /** What is said of a folder that cannot be used. */
    static IllegalStateException unusable(Path folder, Exception cause) {
        String what =
                cause instanceof FileAlreadyExistsException
                        ? "is not a folder"
                        : "cannot be used: " + cause;
        return new IllegalStateException(
                "spoolFolder: "
                        + folder
                        + " "
                        + what
                        + " (expected: a folder that this process may read and write)",
                cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Closing gives up the lock even where it fails; nothing depends on more.
            return;
        }
    }
}
