package org.entropyrepair.quickstart.replay;

import java.util.Locale;

/** What the job does with the records. */
public enum Mode {
    /** Says what would be written. */
    OBSERVE,
    /** Writes it. */
    REPAIR;

    /** As it is called in names of topics and files. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
