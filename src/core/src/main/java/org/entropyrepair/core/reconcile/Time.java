package org.entropyrepair.core.reconcile;

/**
 * The moment of a decision.
 *
 * @param nowMillis the clock, milliseconds since 1970
 * @param watermarkMillis event time: no failure of before it is expected any more; {@link
 *     Long#MIN_VALUE} before the first
 */
public record Time(long nowMillis, long watermarkMillis) {
    /** The clock in microseconds. */
    public long nowMicros() {
        return nowMillis * 1000;
    }
}
