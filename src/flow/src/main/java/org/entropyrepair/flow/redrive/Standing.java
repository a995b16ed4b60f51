package org.entropyrepair.flow.redrive;

import org.entropyrepair.flow.state.VersionedType;

/** What is known of a letter's name; of a name without standing nothing is. */
public enum Standing {
    /** Dealt with before this job began, or beside it. */
    HANDLED(1),
    /** Redriven and marked by this job, before it was restarted. */
    REDRIVEN_BEFORE(2),
    /** Seen: whatever comes under this name again is a repeat. */
    SEEN(3);

    /** How it is declared to Flink. */
    public static final VersionedType<Standing> TYPE =
            new VersionedType<>(Standing.class, StandingSerializer.INSTANCE);

    private final int code;

    Standing(int code) {
        this.code = code;
    }

    /** The number in the state; never changes. */
    int code() {
        return code;
    }

    static Standing ofCode(int code) {
        for (Standing standing : values()) {
            if (standing.code == code) {
                return standing;
            }
        }
        throw new IllegalArgumentException("standing: " + code + " (expected: 1 to 3)");
    }
}
