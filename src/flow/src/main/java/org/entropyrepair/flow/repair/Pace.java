package org.entropyrepair.flow.repair;

import org.apache.flink.api.common.TaskInfo;

/**
 * A token bucket: of one scope at one target, or of a store. It starts empty, so that neither a
 * restart nor a rescale exceeds the rate, and holds at most what a tenth of a second brings (at
 * least one write): over any second, at most the rate and one bucket go out. Rates below one write
 * per second are kept, too. Task thread only.
 */
final class Pace {
    private final double perSecond;
    private final double most;
    private double tokens;
    private boolean filling;
    private long filledAtMillis;

    /**
     * An empty bucket.
     *
     * @param perSecond writes per second; 0 for no limit
     */
    Pace(double perSecond) {
        this.perSecond = perSecond;
        this.most = Math.max(1, perSecond / 10);
    }

    /**
     * A subtask's share of every rate: that of its key groups, so that the shares of all add up to
     * the rate however unevenly key groups are dealt out.
     */
    static double share(TaskInfo task) {
        return (double) YoungSnapshot.keyGroups(task).getNumberOfKeyGroups()
                / task.getMaxNumberOfParallelSubtasks();
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

    /** A clock that is set back costs what it was set back by, not a debt. */
    private void fill(long nowMillis) {
        if (filling) {
            double came = perSecond * Math.max(0, nowMillis - filledAtMillis) / 1000.0;
            tokens = Math.min(most, tokens + came);
        }
        filling = true;
        filledAtMillis = nowMillis;
    }

    /** One write goes out, for which there was a token. */
    void take() {
        if (perSecond > 0) {
            tokens -= 1;
        }
    }

    /** When the next write may go out; {@code nowMillis} if at once. */
    long readyAtMillis(long nowMillis) {
        return allows(nowMillis)
                ? nowMillis
                : nowMillis + Math.max(1, (long) Math.ceil((1 - tokens) * 1000 / perSecond));
    }
}
