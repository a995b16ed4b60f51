package org.entropyrepair.quickstart.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file of failure records: the value of one Kafka record per line, as {@code kcat -C} or {@code
 * kafka-console-consumer} print it; without keys and headers, which a failure does not need. Lines
 * are bytes: what is not text stays as it is, for the job to judge. Blank lines are no records.
 *
 * @param path the file
 * @param lines its records, in order
 */
public record FailureFile(Path path, List<Line> lines) {
    private static final long FILE_BYTES_MAX = 128L << 20;
    private static final int LINES_MAX = 500_000;

    /**
     * One record.
     *
     * @param number its line in the file, from 1
     * @param value the bytes of the line, without its break
     */
    public record Line(int number, byte[] value) {}

    /**
     * Reads a file.
     *
     * @param bytesMax the most bytes of a line, which are those that the local broker takes
     * @throws RefusedException if it cannot be read, is empty, or is too large in one way or other
     */
    static FailureFile read(Path path, int bytesMax) throws RefusedException {
        byte[] all;
        try {
            long size = Files.size(path);
            if (size > FILE_BYTES_MAX) {
                throw refused(
                        path.toString(),
                        size + " bytes",
                        "at most " + FILE_BYTES_MAX + "; replay a part of it");
            }
            all = Files.readAllBytes(path);
        } catch (IOException failed) {
            String found = failed instanceof NoSuchFileException ? "missing" : "not readable";
            throw refused(path.toString(), found, "a file with a failure record per line");
        }
        List<Line> lines = split(all);
        if (lines.isEmpty()) {
            throw refused(path.toString(), "no record", "a failure record per line");
        }
        if (lines.size() > LINES_MAX) {
            throw refused(
                    path.toString(),
                    lines.size() + " records",
                    "at most " + LINES_MAX + "; replay a part of it");
        }
        for (Line line : lines) {
            if (line.value().length > bytesMax) {
                throw refused(
                        path + ":" + line.number(),
                        line.value().length + " bytes",
                        "at most " + bytesMax + ", which is what the local broker takes");
            }
        }
        return new FailureFile(path, lines);
    }

    /** The lines that are not blank. */
    static List<Line> split(byte[] all) {
        List<Line> lines = new ArrayList<>();
        int number = 1;
        int from = 0;
        for (int at = 0; at <= all.length; at++) {
            if (at == all.length || all[at] == '\n') {
                int to = at > from && all[at - 1] == '\r' ? at - 1 : at;
                if (!isBlank(all, from, to)) {
                    lines.add(new Line(number, Arrays.copyOfRange(all, from, to)));
                }
                from = at + 1;
                number++;
            }
        }
        return lines;
    }

    private static boolean isBlank(byte[] all, int from, int to) {
        for (int at = from; at < to; at++) {
            if (all[at] != ' ' && all[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    private static RefusedException refused(String what, String found, String expected) {
        return new RefusedException(what + ": " + found + " (expected: " + expected + ")");
    }
}
