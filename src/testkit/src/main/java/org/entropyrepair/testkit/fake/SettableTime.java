package org.entropyrepair.testkit.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class SettableTime implements InstantSource {
    private volatile Instant now;

    /** Starts at {@code now}. */
    public SettableTime(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves on by {@code step}. */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }
}
