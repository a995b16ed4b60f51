package org.entropyrepair.flow.repair;

/** Whether what leaves keeps to a rate, over any time however long or short. */
final class RateWatch {
    /** Between the decision that something may leave and its leaving, so much time may pass. */
    private static final double ON_ITS_WAY_SECONDS = 0.02;

    private double perSecond;
    private double most;
    private double saved;
    private long atMillis;

    /** So much per second is allowed; 0 for everything. Nothing has been saved up at first. */
    RateWatch(double perSecond, long nowMillis) {
        this.perSecond = perSecond;
        this.most = most(perSecond);
        this.atMillis = nowMillis;
    }

    /** Another rate from now on; what has been saved up until now may still be used, once. */
    void allow(double nextPerSecond, long nowMillis) {
        pass(nowMillis);
        most = Math.max(most, most(nextPerSecond));
        saved = perSecond > 0 || nextPerSecond == 0 ? saved : most;
        perSecond = nextPerSecond;
    }

    private static double most(double perSecond) {
        return Math.max(1, perSecond / 10);
    }

    private void pass(long nowMillis) {
        saved = Math.min(most, saved + perSecond * (nowMillis - atMillis) / 1_000);
        atMillis = nowMillis;
    }

    /** One leaves; false if it should not. */
    boolean leaves(long nowMillis) {
        if (perSecond <= 0) {
            return true;
        }
        pass(nowMillis);
        most = most(perSecond);
        saved -= 1;
        return saved >= -perSecond * ON_ITS_WAY_SECONDS;
    }
}
