package org.entropyrepair.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A record of a failure topic as it was read: its own bytes, which travel unchanged into a dead
 * letter, and where they came from.
 *
 * @param feed the configured failure topic it was read from, as {@code region/topic}
 * @param position where it stands
 * @param readAtMillis when it was read, milliseconds since 1970
 * @param key the record's key, if it has one
 * @param value the record's value; null where Kafka has a tombstone
 * @param headers those of the record's headers that mean something here
 */
public record RawRecord(
        String feed,
        Position position,
        long readAtMillis,
        @Nullable Bytes key,
        @Nullable Bytes value,
        Headers headers) {

    /**
     * Headers which the pipeline understands, as they were found; all may be absent.
     *
     * @param target {@code er-target}: overrides the body's target
     * @param redrives {@code er-redrives}: how often the record was redriven, a number
     * @param redrivenAt {@code er-redriven-at}: when it was redriven last, ISO-8601
     * @param traceparent W3C trace context, passed on
     */
    public record Headers(
            @Nullable String target,
            @Nullable String redrives,
            @Nullable String redrivenAt,
            @Nullable String traceparent) {
        /** No header at all. */
        public static final Headers NONE = new Headers(null, null, null, null);
    }
}
