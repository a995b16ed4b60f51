package org.entropyrepair.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file. Not safe for use by several threads. */
public final class Problems {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    /** Collects for the file of that name. */
    public Problems(String file) {
        this.file = file;
    }

    /** Adds a problem at a line. */
    public void add(int line, String path, String found, String expected) {
        problems.add(new Problem(file, line, path, found, expected));
    }

    /** Adds a problem with a value that is there. */
    public void add(Located at, String expected) {
        add(at.line(), at.path(), at.shown(), expected);
    }

    /** Whether there are none so far. */
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Whether there are any at a path or below it. */
    public boolean anyBelow(String path) {
        return problems.stream()
                .map(Problem::path)
                .anyMatch(
                        at ->
                                at.equals(path)
                                        || at.startsWith(path + ".")
                                        || at.startsWith(path + "["));
    }

    /** All of them, each once, by line; those of one line in the order in which they were found. */
    public List<Problem> sorted() {
        return problems.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
