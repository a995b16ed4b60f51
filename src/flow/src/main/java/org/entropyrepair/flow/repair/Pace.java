package org.entropyrepair.flow.repair;

/**
 * A token bucket: of one scope at one target, or of a store. It starts empty, so that a restart
 * does not exceed the rate, and holds at most what a tenth of a second brings (at least one write).
 * Task thread only.
 */
final class Pace {
    private final double perSecond;
    private double tokens;
    private long filledAtMillis;

    /**
     * A pace.
     *
     * @param perSecond writes per second; 0 for no limit
     */
    Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    double perSecond() {
        return perSecond;
    }

    boolean allows(long nowMillis) {
        if (perSecond <= 0) {
            return true;
        }
        fill(nowMillis);
        return tokens >= 1;
    }

    private void fill(long nowMillis) {
        if (filledAtMillis == 0) {
            filledAtMillis = nowMillis;
        }
        double most = Math.max(1, perSecond / 10);
        tokens = Math.min(most, tokens + perSecond * (nowMillis - filledAtMillis) / 1000.0);
        filledAtMillis = Math.max(filledAtMillis, nowMillis);
    }

    /** One write goes out. May leave a debt where one step writes several cells. */
    void take() {
        tokens -= 1;
    }
}
