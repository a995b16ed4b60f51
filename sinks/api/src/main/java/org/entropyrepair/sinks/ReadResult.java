package org.entropyrepair.sinks;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Version;

/** What a store holds of a cell, as far as it can tell. */
public sealed interface ReadResult {
    /**
     * It holds this version.
     *
     * @param version with the token of the write it came from; a delete where the store can show
     *     deletes; zeros in place of the nonce where the store does not keep it
     * @param value empty for a delete or an expired put
     * @param metadata empty for a delete or an expired put
     */
    record Held(Version version, Bytes value, Bytes metadata) implements ReadResult {
        /**
         * Whether the token's nonce is known, so that this is told apart from another write of the
         * same microsecond. A nonce of zeros alone is taken for one that is not.
         */
        public boolean tellsNonce() {
            return version.token().nonceHigh() != 0 || version.token().nonceLow() != 0;
        }
    }

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
