package org.entropyrepair.core.model;

import org.jspecify.annotations.Nullable;

/**
 * The unit of last-write-wins: (namespace, id, key). Without a key it stands for the whole record
 * of that id, which only a record delete addresses.
 *
 * @param namespace the key-value data set
 * @param id first level of the map
 * @param key second level; null for the whole record
 */
public record Cell(String namespace, Bytes id, @Nullable Bytes key) {
    /** The whole record {@code id}: what a record delete covers. */
    public static Cell wholeRecord(String namespace, Bytes id) {
        return new Cell(namespace, id, null);
    }

    /** Whether this is a whole record rather than one cell. */
    public boolean isWholeRecord() {
        return key == null;
    }
}
