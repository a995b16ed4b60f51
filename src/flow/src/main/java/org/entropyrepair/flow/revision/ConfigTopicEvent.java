package org.entropyrepair.flow.revision;

import org.entropyrepair.flow.state.VersionedType;
import org.jspecify.annotations.Nullable;

/**
 * What is heard of the config topic.
 *
 * @param kind what it is
 * @param offset of the record; or of the end of the topic
 * @param text the proposed config; null if the record has no value, or this is none
 * @param discards what the record says of what it may discard; null if nothing
 */
public record ConfigTopicEvent(
        Kind kind, long offset, @Nullable String text, @Nullable String discards) {
    /** How it is declared to Flink. */
    public static final VersionedType<ConfigTopicEvent> TYPE =
            new VersionedType<>(ConfigTopicEvent.class, ConfigTopicEventSerializer.INSTANCE);

    /** What is heard. The codes are sent: they never change. */
    public enum Kind {
        /** The topic can be read, and this is where it ends. */
        OPENED(0),
        /** A record. */
        PROPOSED(1),
        /** All records before this offset have been told. */
        REACHED(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Kind ofCode(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("kind: " + code + " (expected: 0 to 2)");
        }
    }

    /** Of the topic rather than of a record. */
    static ConfigTopicEvent of(Kind kind, long end) {
        return new ConfigTopicEvent(kind, end, null, null);
    }

    /** Without the text, which may hold secrets that somebody wrote into it. */
    @Override
    public String toString() {
        return "ConfigTopicEvent[" + kind + " " + offset + "]";
    }
}
