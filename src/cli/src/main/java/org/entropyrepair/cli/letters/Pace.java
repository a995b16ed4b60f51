package org.entropyrepair.cli.letters;

import java.util.concurrent.TimeUnit;
import org.entropyrepair.cli.frame.Failed;

/** Lets no more than so many pass in a second, evenly. One thread only. */
final class Pace {
    private final long nanosEach;
    private long nextNanos = System.nanoTime();

    /** At this rate; 0 for no limit. */
    Pace(int perSecond) {
        this.nanosEach = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Waits for its turn. */
    void take() {
        long now = System.nanoTime();
        if (nanosEach == 0 || now >= nextNanos) {
            nextNanos = now + nanosEach;
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nextNanos - now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("redrive: interrupted; run it again to go on", e);
        }
        nextNanos += nanosEach;
    }
}
