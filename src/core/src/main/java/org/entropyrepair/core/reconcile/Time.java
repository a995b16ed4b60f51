package org.entropyrepair.core.reconcile;

/**
 * The moment of a decision.
 *
 * @param nowMillis the clock, milliseconds since 1970
 * @param watermarkMillis event time: no failure of before it is expected any more; {@link
 *     Long#MIN_VALUE} before the first
 * @param revision what outcomes published at this moment are numbered from: about the clock in
 *     microseconds, and at least {@link #REVISIONS_PER_STEP} larger at each decision, so that a
 *     repair which ends and one which begins within a millisecond are told apart
 */
public record Time(long nowMillis, long watermarkMillis, long revision) {
    /** How many outcomes of one repair a decision may publish at the most. */
    public static final long REVISIONS_PER_STEP = 4;

    /** A moment whose revision is the clock. */
    public Time(long nowMillis, long watermarkMillis) {
        this(nowMillis, watermarkMillis, nowMillis * 1000);
    }

    /**
     * So much later on both clocks; a watermark that is not there, or the last, stays what it is.
     */
    public Time later(long millis) {
        boolean moves =
                watermarkMillis != Long.MIN_VALUE && watermarkMillis <= Long.MAX_VALUE - millis;
        return new Time(nowMillis + millis, moves ? watermarkMillis + millis : watermarkMillis);
    }

    /** The clock in microseconds. */
    public long nowMicros() {
        return nowMillis * 1000;
    }
}
