package org.entropyrepair.flow.repair;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.Environment;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Time;

/**
 * How much of the heap young edges take, of how much they may, in bytes as {@link YoungEdge#bytes}
 * counts them; and what follows from it: how long they stay, and whether a record had better wait.
 * Task thread only, except {@link #taken()}.
 */
final class HeapShare {
    /**
     * Older ones are in RocksDB as soon as there is time. Few repairs take longer that end well.
     */
    static final long YOUNG_FOR_MILLIS = 15_000;

    /** Older ones are, where there is no room for another record and nothing is due. */
    static final long ROOM_AFTER_MILLIS = 5_000;

    /** Older ones are, whatever is due: the oldest may be due itself, but not for so long. */
    static final long ROOM_AT_LAST_MILLIS = 60_000;

    /** So much of the heap's share is kept for what becomes of edges that are there already. */
    private static final int SPARE_SHARE = 16;

    /** From so much of it on, what is due has to end before another record comes in. */
    private static final int BUSY_SHARE = 4;

    /**
     * So much of it is left to what rests, once all has been taken: more would only be a burden to
     * collections and checkpoints.
     */
    private static final int RESTING_SHARE = 8;

    /** From so much of it on, what comes drives out what rests. */
    private static final int GIVES_WAY_SHARE = 16;

    /** What rests has all of it again when no more than so much of it is taken. */
    private static final int CALM_SHARE = 32;

    /**
     * Of so many edges that end all but one give their place to a record, so that they get less.
     */
    private static final int ENDED_PER_PLACE_KEPT = 4;

    /** What has ended long ago gives no place any more. */
    private static final int PLACES_MAX = 100;

    /** What a process has of heap is divided by this before its slots have their shares of it. */
    private static final int OF_THE_HEAP = 4;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong(); // set by the task thread alone
    private int places;
    private long ended;
    private boolean crowded;

    /**
     * Nothing is taken.
     *
     * @param bytesMax as much may be; 0 or more
     */
    HeapShare(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * How much young edges may take: not more than a slot's share of a quarter of the heap.
     *
     * @param wanted at most so many bytes
     * @param task whose process it is
     */
    static long bytesMax(long wanted, Environment task) {
        int slots =
                task.getTaskManagerInfo().getConfiguration().get(TaskManagerOptions.NUM_TASK_SLOTS);
        return Math.min(wanted, Runtime.getRuntime().maxMemory() / OF_THE_HEAP / slots);
    }

    /** An edge is on the heap, or has become larger or smaller there. */
    void count(YoungEdge edge) {
        long before = edge.countedBytes;
        edge.countedBytes = edge.bytes();
        bytes.lazySet(bytes.getPlain() + edge.countedBytes - before);
        crowded |= hasNoRoom();
    }

    /** An edge is not on the heap any more. */
    void release(YoungEdge edge) {
        bytes.lazySet(bytes.getPlain() - edge.countedBytes);
        edge.countedBytes = 0;
        crowded &= bytes.getPlain() > bytesMax / CALM_SHARE;
    }

    /** How much of it is taken, 0 to 1; 1 if there is none. Any thread. */
    double taken() {
        return bytesMax == 0 ? 1 : Math.min(1, (double) bytes.get() / bytesMax);
    }

    /** A repair has ended, and its edge is gone from the heap. */
    void hasEnded() {
        if (++ended % ENDED_PER_PLACE_KEPT != 0) {
            places = Math.min(PLACES_MAX, places + 1);
        }
    }

    /** A record comes in. */
    void comesIn() {
        places = Math.max(0, places - 1);
    }

    /** Whether more is taken than may be. */
    boolean isExceeded() {
        return bytes.getPlain() > bytesMax;
    }

    /**
     * Whether another record had better wait: for room, which what ends makes, or what is old
     * enough for RocksDB at {@link #agesAtMillis}; or for the end of something that is due, if that
     * is not much older than most repairs ever get.
     *
     * @param oldest of the edges on the heap
     * @param busy whether something is due
     */
    boolean isFull(YoungEdge oldest, long nowMillis, boolean busy) {
        return hasNoRoom()
                || busy
                        && places == 0
                        && bytes.getPlain() > bytesMax / BUSY_SHARE
                        && oldest.parked.isEmpty()
                        && Math.abs(nowMillis - oldest.sinceMillis) < YOUNG_FOR_MILLIS;
    }

    /**
     * Whether the oldest on the heap had better go because another record comes: there has been no
     * room lately, and it rests.
     */
    boolean givesWay(YoungEdge oldest, Time now) {
        return crowded && bytes.getPlain() > bytesMax / GIVES_WAY_SHARE && stays(oldest, now);
    }

    /** Whether it will still be pending when it is old enough to make room. */
    private static boolean stays(YoungEdge edge, Time now) {
        return !edge.parked.isEmpty() || edge.state.restsUntil(now.later(ROOM_AFTER_MILLIS));
    }

    private boolean hasNoRoom() {
        return bytes.getPlain() > bytesMax - bytesMax / SPARE_SHARE;
    }

    /**
     * When the oldest on the heap has been there long enough, which is sooner if there is no room,
     * at once if waiting for it would not end it besides (it is parked, or rests for longer), and
     * later if it may be due itself. Now, if the clock has been set back since.
     *
     * @param busy whether something is due
     * @return never {@link Alarms#NONE}
     */
    long agesAtMillis(YoungEdge oldest, Time now, boolean busy) {
        boolean full = hasNoRoom();
        boolean tooMany = full || crowded && bytes.getPlain() > bytesMax / RESTING_SHARE;
        if (oldest.sinceMillis > now.nowMillis() || tooMany && stays(oldest, now)) {
            return now.nowMillis();
        }
        long youngFor = full ? ROOM_AFTER_MILLIS : YOUNG_FOR_MILLIS;
        return oldest.sinceMillis + (busy ? ROOM_AT_LAST_MILLIS : youngFor);
    }
}
