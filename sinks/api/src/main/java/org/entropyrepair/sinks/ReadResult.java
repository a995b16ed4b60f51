package org.entropyrepair.sinks;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Version;

/** What a store holds of a cell, as far as it can tell. */
public sealed interface ReadResult {
    /**
     * It holds this version.
     *
     * @param version with the token of the write it came from; a delete where the store can show
     *     deletes
     * @param value empty for a delete or an expired put
     * @param metadata empty for a delete or an expired put
     */
    record Held(Version version, Bytes value, Bytes metadata) implements ReadResult {}

    /**
     * It shows nothing.
     *
     * @param showsDeletes whether nothing means that there never was anything (true), or may also
     *     be a delete which this store cannot show (false)
     */
    record Nothing(boolean showsDeletes) implements ReadResult {}

    /**
     * It could not be read.
     *
     * @param message what was seen
     */
    record Unreadable(String message) implements ReadResult {}
}
