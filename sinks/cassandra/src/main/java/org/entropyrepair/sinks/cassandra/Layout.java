package org.entropyrepair.sinks.cassandra;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a cell's version, value and metadata lie in the columns of a table. */
enum Layout {
    /** The service's own columns; Cassandra's write time is the version. */
    PLAIN(
            "plain",
            Map.of("id", "id", "key", "key", "value", "value", "metadata", "value_metadata")),
    /** One column with all of it, see {@link Envelope}. */
    ENVELOPE("envelope", Map.of("id", "id", "key", "key", "envelope", "envelope"));

    private final String word;
    private final Map<String, String> usualColumns;

    Layout(String word, Map<String, String> usualColumns) {
        this.word = word;
        this.usualColumns = new TreeMap<>(usualColumns);
    }

    /** As a config says it. */
    String word() {
        return word;
    }

    /** Its columns: what each is for, to the name it has unless a config says otherwise. */
    Map<String, String> usualColumns() {
        return new TreeMap<>(usualColumns);
    }

    static Optional<Layout> of(String word) {
        for (Layout layout : values()) {
            if (layout.word.equals(word)) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }
}
