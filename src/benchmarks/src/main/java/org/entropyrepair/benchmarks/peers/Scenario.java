package org.entropyrepair.benchmarks.peers;

import java.util.Locale;

/** What befalls the contenders. */
enum Scenario {
    /** As {@link #DISTINCT}, and not counted. */
    WARM_UP,
    /** A burst of failures, each of a cell of its own. */
    DISTINCT,
    /** A burst of failures of a few cells: puts, deletes, some of one microsecond, some late. */
    HOT,
    /** Failures at a steady rate, of cells that fail again and again, while the target is out. */
    OUTAGE;

    /** How long the target is well before it is out, and failures come after it is back. */
    static final int AROUND_MILLIS = 5_000;

    /** When the target goes out, milliseconds since the load's begin; never if negative. */
    int outAtMillis() {
        return this == OUTAGE ? AROUND_MILLIS : -1;
    }

    /** When the target is back, milliseconds since the load's begin; 0 where it is never out. */
    int backAtMillis(Settings settings) {
        return this == OUTAGE ? AROUND_MILLIS + settings.outageSeconds() * 1_000 : 0;
    }

    /** Its name on the command line and in names of users. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The scenario of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Scenario ofWord(String word) {
        for (Scenario scenario : values()) {
            if (scenario.word().equals(word)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException(
                "scenario: " + word + " (expected: distinct, hot or outage)");
    }
}
