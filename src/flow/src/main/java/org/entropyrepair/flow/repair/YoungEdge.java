package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.flow.state.EdgeChange;
import org.entropyrepair.flow.state.EdgeChange.Payload;
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

    /** Its place among the alarms on the heap. */
    final AlarmClock.Bell bell;

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

    /** Since when it has been on the heap. */
    long sinceMillis;

    /** Payloads that RocksDB has, too; each of these lists is replaced, never changed. */
    private List<Payload> told = List.of();

    /** Payloads that RocksDB does not have. */
    private List<Payload> untold = List.of();

    /** Payloads that RocksDB has and should not. */
    private List<Integer> dropped = List.of();

    YoungEdge(Subject edge, EdgeState state, boolean stored) {
        this.edge = edge;
        this.bell = new AlarmClock.Bell(edge);
        this.state = state;
        this.stored = stored;
    }

    /** A payload by its number; null if it is in RocksDB only. */
    @Nullable RawRecord payload(int number) {
        RawRecord raw = find(untold, number);
        return raw != null ? raw : find(told, number);
    }

    private static @Nullable RawRecord find(List<Payload> payloads, int number) {
        for (Payload payload : payloads) {
            if (payload.number() == number) {
                return payload.raw();
            }
        }
        return null;
    }

    void keep(int number, RawRecord raw) {
        untold = with(untold, new Payload(number, raw));
    }

    void drop(int number) {
        if (find(untold, number) == null) {
            told = without(told, number);
            dropped = with(dropped, number);
        } else {
            untold = without(untold, number);
        }
    }

    private static <T> List<T> with(List<T> list, T more) {
        if (list.isEmpty()) {
            return List.of(more);
        }
        List<T> all = new ArrayList<>(list);
        all.add(more);
        return List.copyOf(all);
    }

    private static List<Payload> without(List<Payload> payloads, int number) {
        return payloads.stream().filter(payload -> payload.number() != number).toList();
    }

    /** What RocksDB has not been told. */
    EdgeChange change() {
        return new EdgeChange(
                edge,
                dropped,
                untold,
                changed ? state : null,
                alarmsAreYoung ? new EdgeChange.Move<>(storedAlarms, alarms) : null,
                parkedIsYoung ? new EdgeChange.Move<>(storedParked, parked) : null);
    }

    /** RocksDB has been told everything. */
    void isTold() {
        dropped = List.of();
        told = Stream.concat(told.stream(), untold.stream()).toList();
        untold = List.of();
        changed = false;
        stored = !state.isEmpty();
        alarmsAreYoung = false;
        storedAlarms = AlarmClock.NO_ALARMS;
        alarms = AlarmClock.NO_ALARMS;
        parkedIsYoung = false;
        storedParked = Set.of();
        parked = Set.of();
    }

    /** Whether RocksDB has to be told anything. */
    boolean differs() {
        return changed
                || alarmsAreYoung
                || parkedIsYoung
                || !untold.isEmpty()
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
        return EDGE_BYTES + bytes(told) + bytes(untold);
    }

    private static long bytes(List<Payload> payloads) {
        long bytes = 0;
        for (Payload payload : payloads) {
            RawRecord raw = payload.raw();
            bytes += PAYLOAD_BYTES + length(raw.key()) + length(raw.value());
        }
        return bytes;
    }

    private static long length(@Nullable Bytes bytes) {
        return bytes == null ? 0 : bytes.size();
    }
}
