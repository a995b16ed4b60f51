package org.entropyrepair.quickstart.judge;

import org.entropyrepair.core.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What Cassandra shows of a row, but for how much of a TTL is left, which depends on when each
 * coordinator was told of it.
 *
 * @param value the column of the value
 * @param valueMicros its write time, microseconds since 1970
 * @param metadata the column of the metadata; most rows have none
 * @param metadataMicros its write time, microseconds since 1970
 */
public record Row(
        @Nullable Bytes value,
        @Nullable Long valueMicros,
        @Nullable Bytes metadata,
        @Nullable Long metadataMicros) {}
