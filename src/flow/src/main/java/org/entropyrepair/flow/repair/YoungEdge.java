package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.EdgeState;
import org.jspecify.annotations.Nullable;

/**
 * What is pending of one edge, on the heap, and how RocksDB differs from it: what it does not have
 * yet and what it still has. Only {@link EdgeStates} changes it.
 */
final class YoungEdge {
    private static final long EDGE_BYTES = 1_000;
    private static final long PAYLOAD_BYTES = 300;

    final Subject edge;
    EdgeState state;

    /** Whether RocksDB has a control part of it. */
    boolean stored;

    /** Whether that differs from {@link #state}. */
    boolean changed;

    /** Its alarms on the heap, if they are there. */
    Alarms alarms = AlarmClock.NO_ALARMS;

    /** Those of which RocksDB may have to be rid. */
    Alarms storedAlarms = AlarmClock.NO_ALARMS;

    /** Whether its alarms are on the heap; otherwise they are in RocksDB. */
    boolean alarmsAreYoung;

    /** The targets in whose index on the heap it stands, if it is there. */
    Set<String> parked = Set.of();

    /** Those in whose index in RocksDB it may stand and perhaps should not. */
    Set<String> storedParked = Set.of();

    /** Whether it stands in the indexes on the heap; otherwise in those of RocksDB. */
    boolean parkedIsYoung;

    /** What the heap holds of it was counted as so many bytes. */
    long countedBytes;

    private final Map<Integer, RawRecord> payloads = new HashMap<>(2);
    private final Set<Integer> unsaved = new HashSet<>(2);
    private final List<Integer> dropped = new ArrayList<>(0);

    YoungEdge(Subject edge, EdgeState state, boolean stored) {
        this.edge = edge;
        this.state = state;
        this.stored = stored;
    }

    /** A payload by its number; null if it is in RocksDB only. */
    @Nullable RawRecord payload(int number) {
        return payloads.get(number);
    }

    void keep(int number, RawRecord raw) {
        payloads.put(number, raw);
        unsaved.add(number);
    }

    void drop(int number) {
        payloads.remove(number);
        if (!unsaved.remove(number)) {
            dropped.add(number);
        }
    }

    /**
     * Payloads which RocksDB has and should not. To be removed before others are put: numbers come
     * again.
     */
    List<Integer> dropped() {
        return dropped;
    }

    /** Payloads which RocksDB does not have. */
    Set<Integer> unsaved() {
        return unsaved;
    }

    /** Whether RocksDB has to be written to. */
    boolean differs() {
        return changed
                || alarmsAreYoung
                || parkedIsYoung
                || !unsaved.isEmpty()
                || !dropped.isEmpty();
    }

    /** Whether nothing is pending and RocksDB has nothing of it. */
    boolean isGone() {
        return state.isEmpty()
                && !stored
                && dropped.isEmpty()
                && storedParked.isEmpty()
                && storedAlarms.equals(AlarmClock.NO_ALARMS);
    }

    /** What it takes on the heap, roughly. */
    long bytes() {
        long bytes = EDGE_BYTES;
        for (RawRecord raw : payloads.values()) {
            bytes += PAYLOAD_BYTES + length(raw.key()) + length(raw.value());
        }
        return bytes;
    }

    private static long length(@Nullable Bytes bytes) {
        return bytes == null ? 0 : bytes.size();
    }
}
