package org.entropyrepair.flow.revision;

import org.entropyrepair.flow.state.VersionedType;

/**
 * An accepted text of the region config, as it is broadcast to the repair operator.
 *
 * @param number grows with each revision; 0 for the file the job was started with
 * @param text the whole YAML text, secrets not resolved
 * @param discardsMax no task discards more than this of what is pending; if more is, it discards
 *     none of it
 */
public record ConfigRevision(long number, String text, long discardsMax) {
    /** How it is declared to Flink. */
    public static final VersionedType<ConfigRevision> TYPE =
            new VersionedType<>(ConfigRevision.class, ConfigRevisionSerializer.INSTANCE);

    /** One that discards nothing that is pending. */
    public ConfigRevision(long number, String text) {
        this(number, text, 0);
    }

    /** Without the text, which may hold secrets that somebody wrote into it. */
    @Override
    public String toString() {
        return "ConfigRevision[" + number + "]";
    }
}
