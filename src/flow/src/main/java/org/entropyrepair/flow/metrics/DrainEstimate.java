package org.entropyrepair.flow.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.View;

/**
 * In how many seconds nothing will be left, if it goes on as in the last minute. Flink asks it to
 * look every {@value View#UPDATE_INTERVAL_SECONDS} seconds; any thread reads.
 */
public final class DrainEstimate implements Gauge<Double>, View {
    private static final int LOOKS = 60 / UPDATE_INTERVAL_SECONDS + 1;

    private final LongSupplier left;
    private final long[] seen = new long[LOOKS];
    private int looks;
    private volatile double seconds;

    /** Of something that can be counted from any thread. */
    public DrainEstimate(LongSupplier left) {
        this.left = left;
    }

    /** Looks how much is left. Flink's thread only. */
    @Override
    public void update() {
        long now = left.getAsLong();
        seen[looks % LOOKS] = now;
        looks++;
        int spans = Math.min(looks, LOOKS) - 1;
        long before = seen[looks >= LOOKS ? looks % LOOKS : 0];
        double perSecond =
                spans == 0 ? 0 : (double) (before - now) / (spans * UPDATE_INTERVAL_SECONDS);
        if (now <= 0) {
            seconds = 0;
        } else {
            seconds = perSecond > 0 ? now / perSecond : Double.POSITIVE_INFINITY;
        }
    }

    @Override
    public Double getValue() {
        return seconds;
    }
}
