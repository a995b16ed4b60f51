package org.entropyrepair.quickstart.faults;

import org.entropyrepair.core.model.DeathReason;
import org.jspecify.annotations.Nullable;

/** The clock of the client that generates a token: how it goes, and what must become of it. */
public enum ClientClock {
    /** As it should. */
    RIGHT(0, 0, null),
    /** Somewhat ahead: its writes are good, but their repair has to wait. */
    AHEAD(4_000, 300, null),
    /** So far ahead that its tokens would shadow every later write. */
    FAR_AHEAD(3_600_000, 700, DeathReason.CLOCK_DRIFT),
    /** So far behind that its puts could undo deletes which are forgotten by now. */
    ANCIENT(-12L * 86_400_000, 1_100, DeathReason.TOMBSTONE_WINDOW);

    private final long aheadMillis;
    private final int everyWrites;
    private final @Nullable DeathReason death;

    ClientClock(long aheadMillis, int everyWrites, @Nullable DeathReason death) {
        this.aheadMillis = aheadMillis;
        this.everyWrites = everyWrites;
        this.death = death;
    }

    /** How far ahead of the truth it is; negative if behind. */
    public long aheadMillis() {
        return aheadMillis;
    }

    /** Once in how many graph writes it is met; 0 for the one that is met otherwise. */
    int everyWrites() {
        return everyWrites;
    }

    /** Why failures with its tokens become dead letters; null if they do not. */
    public @Nullable DeathReason death() {
        return death;
    }

    /** Whether failures with its tokens become dead letters. */
    public boolean isFatal() {
        return death != null;
    }
}
