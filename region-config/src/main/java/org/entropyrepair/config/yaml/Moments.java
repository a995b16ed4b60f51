package org.entropyrepair.config.yaml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Moments as command lines write them: an ISO-8601 instant, or how long ago. */
public final class Moments {
    /** What a moment looks like, in words. */
    public static final String RULE =
            "an ISO-8601 instant such as 2026-01-22T00:00:00Z, or how long ago, such as 2h";

    private Moments() {}

    /** The moment a text stands for; empty if it stands for none. */
    public static Optional<Instant> parse(String text, Instant now) {
        Optional<Duration> ago = Durations.parse(text);
        if (ago.isPresent()) {
            return Optional.of(now.minus(ago.get()));
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException notAnInstant) {
            return Optional.empty();
        }
    }
}
