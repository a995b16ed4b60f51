package org.entropyrepair.config.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Durations as a config writes them: {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code
 * 10d}.
 */
public final class Durations {
    /**
     * What a duration looks like. The ceilings keep any sum of two within a long of microseconds.
     */
    static final String PATTERN =
            "^(?:(?:0|[1-9][0-9]{0,11})ms|(?:0|[1-9][0-9]{0,8})s|(?:0|[1-9][0-9]{0,7})m"
                    + "|(?:0|[1-9][0-9]{0,5})h|(?:0|[1-9][0-9]{0,4})d)$";

    /** The same without those of no length. */
    static final String PATTERN_POSITIVE =
            "^(?:[1-9][0-9]{0,11}ms|[1-9][0-9]{0,8}s|[1-9][0-9]{0,7}m"
                    + "|[1-9][0-9]{0,5}h|[1-9][0-9]{0,4}d)$";

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    private Durations() {}

    /** The duration a text stands for; empty if it stands for none. */
    public static Optional<Duration> parse(String text) {
        if (!COMPILED.matcher(text).matches()) {
            return Optional.empty();
        }
        int unitAt = text.endsWith("ms") ? text.length() - 2 : text.length() - 1;
        long amount = Long.parseLong(text.substring(0, unitAt));
        return Optional.of(
                switch (text.substring(unitAt)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** A duration of whole milliseconds as a config writes it, in the largest unit that fits. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
