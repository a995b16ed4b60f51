package org.entropyrepair.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a person has to look at.
 *
 * @param id {@code er-id}: stable over repeats, new after a redrive
 * @param reason why it died
 * @param message why, in words
 * @param attempts tries at the store; 0 if it never got there
 * @param firstFailedAtMillis when it first failed; 0 if that could not be read
 * @param deadAtMillis when it died
 * @param target the region that missed it; null if that could not be read
 * @param redrives how often it had been redriven before
 * @param raw the failure's own bytes and where they came from
 */
public record DeadLetter(
        String id,
        DeathReason reason,
        String message,
        int attempts,
        long firstFailedAtMillis,
        long deadAtMillis,
        @Nullable String target,
        int redrives,
        RawRecord raw) {}
