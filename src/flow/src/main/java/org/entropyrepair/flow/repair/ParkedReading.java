package org.entropyrepair.flow.repair;

import java.util.List;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Passes over one target's parked index. A pass is made when edges may stand there which nobody in
 * memory knows of, or when a lane has room for more of its own; what a pass meets and cannot let go
 * is told to its lane, so that there is no other pass for its sake before that lane wants it.
 *
 * <p>While a target is being probed there is one pass for each round, which begins behind those of
 * the rounds before, so that a handful of edges which alone cannot be written does not keep the
 * whole target out. Task thread only.
 */
final class ParkedReading {
    private static final int PROBED_EDGES = 1_000;
    private static final int FRUITLESS_MAX = 256;
    private static final long REST_MILLIS = 50;

    private final String region;
    private boolean mayHold = true; // a restored index may
    private @Nullable EdgeReading reading;
    private boolean forAll;
    private int probeRound;
    private int skipped;
    private int fruitless;
    private long restsUntilMillis;

    ParkedReading(String region) {
        this.region = region;
    }

    /** The index may hold edges that no lane knows of. */
    void mayHold() {
        mayHold = true;
    }

    /** What was read last was of use. */
    void useful() {
        fruitless = 0;
    }

    /** Whether there is something to be read: a pass that was begun, as long as it is of use. */
    boolean isWanted(List<Lane> lanes) {
        if (mayHold) {
            return true;
        }
        return reading != null
                ? forAll || lanes.stream().anyMatch(Lane::wantsMore)
                : lanes.stream().anyMatch(Lane::wantsIndex);
    }

    /** Until when it is not read, since what was read last was of no use. */
    long restsUntilMillis(long nowMillis) {
        boolean rests = restsUntilMillis - nowMillis <= REST_MILLIS; // or the clock was set back
        return rests ? restsUntilMillis : nowMillis;
    }

    /** The next edge of a target that is well; null if there is none for now. */
    @Nullable Subject next(ParkedEdges index, List<Lane> lanes, long nowMillis) {
        if (nowMillis < restsUntilMillis(nowMillis) || !isWanted(lanes)) {
            return null;
        }
        if (mayHold && !forAll) {
            close(); // what it was looking for is met by a pass for all, too
        }
        if (reading == null) {
            begin(index, lanes);
        }
        Subject edge = read();
        if (!forAll && ++fruitless >= FRUITLESS_MAX && !isAnyStarving(lanes, nowMillis)) {
            fruitless = 0;
            restsUntilMillis = nowMillis + REST_MILLIS;
        }
        return edge;
    }

    private void begin(ParkedEdges index, List<Lane> lanes) {
        forAll = mayHold;
        mayHold = false; // what is parked from now on sets it again
        lanes.forEach(Lane::indexIsRead);
        fruitless = 0;
        reading = new EdgeReading(index.waitingFor(region));
    }

    private @Nullable Subject read() {
        Subject edge = reading == null ? null : reading.next();
        if (edge == null) {
            close();
        }
        return edge;
    }

    private static boolean isAnyStarving(List<Lane> lanes, long nowMillis) {
        return lanes.stream().anyMatch(lane -> lane.wantsMore() && lane.isStarving(nowMillis));
    }

    /** Whether this round of probes has had its pass, and that has come to its end. */
    boolean isRoundOver(int round) {
        return !mayHold || probeRound == round && reading == null;
    }

    /** The next edge by which to probe a target that was out; null if there is none. */
    @Nullable Subject nextProbe(ParkedEdges index, int round) {
        if (isRoundOver(round)) {
            return null;
        }
        if (probeRound != round) {
            close();
            probeRound = round;
            reading = new EdgeReading(index.waitingFor(region));
            if (!skip()) {
                close();
                skipped = 0;
                reading = new EdgeReading(index.waitingFor(region));
            }
            skipped = (skipped + Health.PROBES) % PROBED_EDGES;
        }
        return read();
    }

    /** False if there are not as many. */
    private boolean skip() {
        for (int i = 0; i < skipped; i++) {
            if (reading == null || reading.next() == null) {
                return false;
            }
        }
        return true;
    }

    /** The target is out: nothing is read, and everything may be there. */
    void giveUp() {
        close();
        mayHold = true;
    }

    void close() {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }
}
