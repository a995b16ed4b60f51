package org.entropyrepair.flow.repair;

import java.util.Map;
import java.util.TreeMap;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.jspecify.annotations.Nullable;

/**
 * Alarms of one kind on the heap, by time, then by the order in which they were set. Those of one
 * time are a ring, so that one is taken out without being looked for.
 */
final class YoungAlarms {
    private final TreeMap<Long, Alarm> rings = new TreeMap<>();
    private long size;

    /** An alarm, while it is set; or the beginning of a ring, which is of no edge. */
    static final class Alarm {
        private final long millis;
        private final @Nullable Subject edge;
        private Alarm before = this;
        private Alarm after = this;

        private Alarm(long millis, @Nullable Subject edge) {
            this.millis = millis;
            this.edge = edge;
        }

        private boolean isAlone() {
            return after == this;
        }
    }

    /**
     * Moves an edge's alarm.
     *
     * @param set the one that was set for it before, even if it has been taken; null if none was
     * @param millis when; {@link Alarms#NONE} for none
     * @return the one that is set from now on; null if none is
     */
    @Nullable Alarm move(@Nullable Alarm set, Subject edge, long millis) {
        if (set != null && !set.isAlone()) {
            if (set.millis == millis) {
                return set;
            }
            remove(set);
        }
        return millis == Alarms.NONE ? null : add(edge, millis);
    }

    private Alarm add(Subject edge, long millis) {
        Alarm ring = rings.computeIfAbsent(millis, unused -> new Alarm(millis, null));
        Alarm alarm = new Alarm(millis, edge);
        alarm.before = ring.before;
        alarm.after = ring;
        ring.before.after = alarm;
        ring.before = alarm;
        size++;
        return alarm;
    }

    private void remove(Alarm alarm) {
        alarm.before.after = alarm.after;
        alarm.after.before = alarm.before;
        if (alarm.after.isAlone()) {
            rings.remove(alarm.millis); // what is left is the beginning of the ring
        }
        alarm.before = alarm;
        alarm.after = alarm;
        size--;
    }

    /** The time of the earliest; {@link Alarms#NONE} if there is none. */
    long nextMillis() {
        return rings.isEmpty() ? Alarms.NONE : rings.firstKey();
    }

    /** Takes one that is due; null if none is. */
    @Nullable Subject take(long millis) {
        Map.Entry<Long, Alarm> first = rings.firstEntry();
        if (first == null || first.getKey() > millis) {
            return null;
        }
        Alarm alarm = first.getValue().after;
        remove(alarm);
        return alarm.edge;
    }

    long size() {
        return size;
    }
}
