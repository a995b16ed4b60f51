package org.entropyrepair.quickstart.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run: stores, broker, checkpoints, the log of all writes and the log file.
 *
 * @param path the folder, which is this run's alone
 */
public record RunFolder(Path path) {
    private static final long FREE_MEBIBYTES_MIN = 500;

    /** A folder which cannot be used; the message says which, why and what to do, in one line. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * Makes a folder of its own for a run.
     *
     * @param parent where; null for the system's temporary folder
     * @throws UnusableException if it cannot be written or its disk is full
     */
    public static RunFolder create(@Nullable Path parent) throws UnusableException {
        Path base = parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent;
        String name =
                "entropy-repair-"
                        + LocalDateTime.now()
                                .format(DateTimeFormatter.ofPattern("MMdd-HHmmss", Locale.ROOT))
                        + "-"
                        + ProcessHandle.current().pid();
        Path folder = base.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("quickstart.log"), new byte[0]);
            long freeMebibytes = Files.getFileStore(folder).getUsableSpace() >> 20;
            if (freeMebibytes < FREE_MEBIBYTES_MIN) {
                new RunFolder(folder).delete();
                throw new UnusableException(
                        base
                                + ": "
                                + freeMebibytes
                                + " MiB free (expected: at least "
                                + FREE_MEBIBYTES_MIN
                                + "; choose another folder with --dir)");
            }
        } catch (IOException failed) {
            throw new UnusableException(
                    base
                            + ": cannot be written, "
                            + reason(failed)
                            + " (expected: a folder that can be; choose one with --dir)");
        }
        return new RunFolder(folder);
    }

    private static String reason(IOException failed) {
        if (failed instanceof AccessDeniedException) {
            return "access denied";
        } else if (failed instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return failed.getClass().getSimpleName();
    }

    /** A folder or file in it, which need not exist. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** The log file. */
    public Path logFile() {
        return path.resolve("quickstart.log");
    }

    /** Deletes it with all that is in it, as far as that can be done. */
    public void delete() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException inUse) {
            // What is left lies among the temporary files.
        }
    }
}
