package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown, line by line. */
final class Table {
    /** What stands where nothing was measured. */
    static final String NOTHING = "–";

    private final int columns;
    private final List<String> lines = new ArrayList<>();

    Table(String... columns) {
        this.columns = columns.length;
        lines.add(line((Object[]) columns));
        lines.add("|" + "---|".repeat(columns.length));
    }

    void add(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(
                    "cells: " + cells.length + " (expected: " + columns + ")");
        }
        lines.add(line(cells));
    }

    private static String line(Object... cells) {
        return Arrays.stream(cells)
                .map(String::valueOf)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    void print() {
        System.out.println("\n" + this);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
