package org.entropyrepair.core.wire;

import org.entropyrepair.core.model.DeathReason;

/**
 * Carries a failed check out of the parser. Never leaves this package; without a stack trace,
 * because a topic full of garbage must not cost more than one full of failures.
 */
final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeathReason reason;

    Unfit(DeathReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static Unfit malformed(String name, String found, String rule) {
        return new Unfit(DeathReason.MALFORMED, name + ": " + found + " (expected: " + rule + ")");
    }

    static Unfit missing(String name, String rule) {
        return malformed(name, "missing", rule);
    }

    Reading.Unreadable toReading() {
        String message = getMessage();
        return new Reading.Unreadable(reason, message == null ? "" : message);
    }
}
