package org.entropyrepair.config;

import java.util.Map;

/**
 * The text a config was read from.
 *
 * @param file name of the file, as it was given to the reader
 * @param text the text, secrets unresolved
 * @param masked what it says, defaults filled in and secrets masked
 * @param lines the line of every path that was written, counted from 1
 */
public record ConfigSource(String file, String text, String masked, Map<String, Integer> lines) {
    /** Keeps its own copy of the lines. */
    public ConfigSource {
        lines = Map.copyOf(lines);
    }

    /** The line of a path, or of the innermost part of it that was written. */
    public int locate(String path) {
        String at = path;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return lines.getOrDefault("", 1);
    }

    /** The name of the file only. */
    @Override
    public String toString() {
        return file;
    }
}
