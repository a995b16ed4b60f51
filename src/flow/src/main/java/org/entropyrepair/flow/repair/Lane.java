package org.entropyrepair.flow.repair;

import java.util.LinkedHashSet;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * One scope at one target: its pace, and the edges of it that wait in memory. A scope that is slow
 * fills its own lane and delays no other. Task thread only.
 */
final class Lane {
    private final int room;
    private final LinkedHashSet<Subject> waiting = new LinkedHashSet<>();
    private Pace pace;
    private boolean indexHolds;
    private boolean sought;

    Lane(double perSecond, int room) {
        this.pace = new Pace(perSecond);
        this.room = room;
    }

    Pace pace() {
        return pace;
    }

    /** Another revision may say another rate. */
    void paceAt(double perSecond) {
        if (pace.perSecond() != perSecond) {
            pace = new Pace(perSecond);
        }
    }

    boolean hasRoom() {
        return waiting.size() < room;
    }

    /**
     * An edge of this scope waits: here, or if there is no room, in the parked index only. True if
     * it is here now and was not.
     */
    boolean await(Subject edge) {
        if (hasRoom()) {
            return waiting.add(edge);
        }
        indexHolds |= !waiting.contains(edge);
        return false;
    }

    @Nullable Subject next() {
        if (waiting.isEmpty()) {
            return null;
        }
        Subject first = waiting.iterator().next();
        waiting.remove(first);
        return first;
    }

    int waiting() {
        return waiting.size();
    }

    /** The parked index is read from its beginning: what is still refused then is told anew. */
    void indexIsRead() {
        sought = indexHolds;
        indexHolds = false;
    }

    /** Whether the parked index holds edges of this scope for which there is room here. */
    boolean wantsIndex() {
        return indexHolds && !isHalfFull();
    }

    /** Whether a pass over the index that is under way may yet meet some. */
    boolean wantsMore() {
        return (sought || indexHolds) && !isHalfFull();
    }

    /** Whether a write could go out if an edge of this scope were here. */
    boolean isStarving(long nowMillis) {
        return waiting.isEmpty() && pace.allows(nowMillis);
    }

    boolean isHalfFull() {
        return waiting.size() > room / 2;
    }
}
