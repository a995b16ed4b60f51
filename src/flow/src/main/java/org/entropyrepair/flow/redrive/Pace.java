package org.entropyrepair.flow.redrive;

import java.util.concurrent.TimeUnit;

/** Lets no more than so many pass in a second, evenly. One thread only. */
public final class Pace {
    private final long nanosEach;
    private long nextNanos = System.nanoTime();

    /** At this rate; 0 for no limit. */
    public Pace(int perSecond) {
        this(perSecond, 1);
    }

    /**
     * At a share of this rate.
     *
     * @param perSecond of all together; 0 for no limit
     * @param sharers how many share it alike
     */
    public Pace(int perSecond, int sharers) {
        this.nanosEach = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * sharers / perSecond;
    }

    /** Waits for its turn. */
    void take() throws InterruptedException {
        long now = System.nanoTime();
        if (nanosEach == 0 || now >= nextNanos) {
            nextNanos = now + nanosEach;
            return;
        }
        TimeUnit.NANOSECONDS.sleep(nextNanos - now);
        nextNanos += nanosEach;
    }
}
