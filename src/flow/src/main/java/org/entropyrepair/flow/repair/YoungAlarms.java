package org.entropyrepair.flow.repair;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.jspecify.annotations.Nullable;

/** Alarms of one kind on the heap, by time, then by the order in which they were set. */
final class YoungAlarms {
    private final TreeMap<Long, Set<Subject>> byMillis = new TreeMap<>();

    /** Moves an edge's alarm; {@link Alarms#NONE} is none. */
    void move(Subject edge, long before, long after) {
        if (before != after && before != Alarms.NONE) {
            remove(edge, before);
        }
        if (after != Alarms.NONE) {
            byMillis.computeIfAbsent(after, unused -> new LinkedHashSet<>(4)).add(edge);
        }
    }

    private void remove(Subject edge, long millis) {
        Set<Subject> edges = byMillis.get(millis);
        if (edges != null && edges.remove(edge) && edges.isEmpty()) {
            byMillis.remove(millis);
        }
    }

    /** The time of the earliest; {@link Alarms#NONE} if there is none. */
    long nextMillis() {
        return byMillis.isEmpty() ? Alarms.NONE : byMillis.firstKey();
    }

    /** Takes one that is due; null if none is. */
    @Nullable Subject take(long millis) {
        Map.Entry<Long, Set<Subject>> first = byMillis.firstEntry();
        if (first == null || first.getKey() > millis) {
            return null;
        }
        Iterator<Subject> edges = first.getValue().iterator();
        Subject edge = edges.next();
        edges.remove();
        if (!edges.hasNext()) {
            byMillis.remove(first.getKey());
        }
        return edge;
    }

    long size() {
        return byMillis.values().stream().mapToLong(Set::size).sum();
    }
}
