package org.entropyrepair.core.wire;

import java.time.Instant;

/**
 * A moment as the wire carries it: ISO 8601, in UTC, as {@link Instant#toString} has it. Outcomes
 * of a second share all of it but the milliseconds, and to make that text anew for each was a fifth
 * of what it takes to write one.
 */
final class Moment {
    private static final int MILLIS = 1_000;

    private static volatile Second last = Second.of(0);

    private Moment() {}

    private record Second(long number, String upToIt) {
        static Second of(long number) {
            String text = Instant.ofEpochSecond(number).toString();
            return new Second(number, text.substring(0, text.length() - 1));
        }
    }

    /** The text of {@code millis} since 1970. */
    static String text(long millis) {
        long number = Math.floorDiv(millis, MILLIS);
        int rest = Math.floorMod(millis, MILLIS);
        Second second = last;
        if (second.number != number) {
            second = Second.of(number);
            last = second;
        }
        return rest == 0
                ? second.upToIt + "Z"
                : second.upToIt + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest + "Z";
    }
}
