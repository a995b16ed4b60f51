package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.state.EdgeChange;
import org.entropyrepair.flow.state.EdgeStateSerializer;
import org.entropyrepair.flow.state.RawRecordSerializer;
import org.entropyrepair.flow.state.StateNames;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state: control in one value per edge, which is rewritten often and small; payloads
 * apart, each written once; alarms; the parked index. The names of the states are for ever.
 *
 * <p>What has changed lately is young: on the heap only, up to so many bytes and for so long; then
 * the oldest go to RocksDB, and records wait for room ({@link #isFull}). Most repairs begin and end
 * before and never get there. A checkpoint holds RocksDB and what that has not been told ({@link
 * #untold}), a savepoint has everything in RocksDB ({@link #flush}). Task thread only.
 */
final class EdgeStates {
    private static final String PAYLOADS = "edge-payloads";

    private final KeyedStateBackend<Subject> backend;
    private final ValueState<EdgeState> control;
    private final MapState<Integer, RawRecord> payloads;
    private final AlarmClock alarms;
    private final ParkedIndex parked;
    private final StoredKeys keys;
    private final HeapShare share;
    private final Map<Subject, YoungEdge> young = new LinkedHashMap<>();
    private @Nullable YoungEdge current;

    /**
     * The state of a task.
     *
     * @param youngBytesMax as much may be on the heap, roughly; 0 writes everything through
     * @param keys which edges RocksDB may hold
     */
    EdgeStates(
            KeyedStateBackend<Subject> backend,
            AlarmClock alarms,
            ParkedIndex parked,
            StoredKeys keys,
            long youngBytesMax)
            throws Exception {
        this.backend = backend;
        this.alarms = alarms;
        this.parked = parked;
        this.keys = keys;
        this.share = new HeapShare(youngBytesMax);
        this.control =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>(
                                StateNames.EDGE_CONTROL, EdgeStateSerializer.INSTANCE));
        this.payloads =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new MapStateDescriptor<>(
                                PAYLOADS, IntSerializer.INSTANCE, RawRecordSerializer.INSTANCE));
    }

    /** The state of an edge, which is the current one from now on. */
    EdgeState load(Subject edge) throws Exception {
        if (current == null || !current.edge.equals(edge)) {
            YoungEdge known = young.get(edge);
            current = known == null ? read(edge) : known;
        }
        return current.state;
    }

    private YoungEdge read(Subject edge) throws Exception {
        EdgeState state = null;
        if (keys.mayHold(edge)) {
            backend.setCurrentKey(edge);
            state = control.value();
        }
        return state == null
                ? new YoungEdge(edge, EdgeState.EMPTY, false)
                : new YoungEdge(edge, state, true);
    }

    private YoungEdge current() {
        if (current == null) {
            throw new IllegalStateException("no edge has been loaded");
        }
        return current;
    }

    /** The current edge's state changes. */
    void save(EdgeState state) {
        YoungEdge edge = current();
        edge.state = state;
        edge.changed = true;
    }

    /** A payload of the current edge. */
    RawRecord payload(int number) throws Exception {
        YoungEdge edge = current();
        RawRecord raw = edge.payload(number);
        if (raw == null) {
            backend.setCurrentKey(edge.edge);
            raw = payloads.get(number);
        }
        if (raw == null) {
            throw new IllegalStateException("payload " + number + " is named but not kept");
        }
        return raw;
    }

    void keep(int number, RawRecord raw) {
        current().keep(number, raw);
    }

    void drop(int number) {
        current().drop(number);
    }

    /**
     * Moves the current edge's alarms.
     *
     * @param before what is set, as far as the state says
     * @param after what is wanted
     * @param certain whether {@code before} is certain to be set; if not, all of {@code after} is
     *     set
     */
    void moveAlarms(Alarms before, Alarms after, boolean certain) {
        YoungEdge edge = current();
        boolean taken = !certain && (edge.alarmsAreYoung || !after.equals(AlarmClock.NO_ALARMS));
        if (before.equals(after) && !taken) {
            return;
        }
        if (!edge.alarmsAreYoung) {
            edge.alarmsAreYoung = true;
            edge.storedAlarms = edge.stored ? before : AlarmClock.NO_ALARMS;
        }
        alarms.move(edge.bell, after);
        edge.alarms = after;
    }

    /**
     * Moves the current edge between the targets' parked indexes.
     *
     * @param before where the state says that it stands
     * @param after where it is to stand
     */
    void moveParked(Set<String> before, Set<String> after) {
        if (before.equals(after)) {
            return;
        }
        YoungEdge edge = current();
        if (!edge.parkedIsYoung) {
            edge.parkedIsYoung = true;
            edge.storedParked = edge.stored ? before : Set.of();
        }
        parked.move(edge.edge, edge.parked, after);
        edge.parked = after;
    }

    /** Makes sure that the current edge stands in the parked indexes of RocksDB, if not young. */
    void ensureParked() throws Exception {
        YoungEdge edge = current();
        if (!edge.parkedIsYoung) {
            parked.ensure(edge.edge, edge.state.parkedTargets());
        }
    }

    /**
     * The current edge has been dealt with: its changes stay on the heap, or go to RocksDB if there
     * is no room.
     */
    void settle(long nowMillis) throws Exception {
        YoungEdge edge = current();
        if (edge.state.isEmpty()) {
            if (!edge.isGone()) {
                write(edge); // RocksDB is told at once, lest it burdens checkpoints
            }
            forget(edge);
        } else if (edge.countedBytes > 0 || edge.differs()) {
            if (edge.countedBytes == 0) {
                young.put(edge.edge, edge);
                edge.sinceMillis = nowMillis;
            }
            share.count(edge);
            while (share.isExceeded()) {
                writeOldest();
            }
        }
    }

    /** How much of the heap's share is taken, 0 to 1. Any thread. */
    double heapShareTaken() {
        return share.taken();
    }

    /** A record comes in. */
    void comesIn() {
        share.comesIn();
    }

    /**
     * Whether another record had better wait; see {@link HeapShare#isFull}.
     *
     * @param busy whether something is due
     */
    boolean isFull(long nowMillis, boolean busy) {
        return !young.isEmpty() && share.isFull(oldest(), nowMillis, busy);
    }

    /**
     * When the oldest on the heap has been there long enough; see {@link HeapShare#agesAtMillis}.
     * {@link Alarms#NONE} if none is there.
     *
     * @param busy whether something is due
     */
    long agesAtMillis(Time now, boolean busy) {
        return young.isEmpty() ? Alarms.NONE : share.agesAtMillis(oldest(), now, busy);
    }

    /** Whether the oldest on the heap gives way to another record; {@link HeapShare#givesWay}. */
    boolean givesWay(Time now) {
        return !young.isEmpty() && share.givesWay(oldest(), now);
    }

    private YoungEdge oldest() {
        return young.values().iterator().next();
    }

    /** The edge that is the oldest on the heap, where there is one. */
    Subject oldestEdge() {
        return oldest().edge;
    }

    /** Moves the oldest edge on the heap to RocksDB, where it is no burden to every checkpoint. */
    void writeOldest() throws Exception {
        Iterator<YoungEdge> oldest = young.values().iterator();
        YoungEdge edge = oldest.next();
        write(edge);
        oldest.remove();
        isNotYoung(edge);
    }

    private void forget(YoungEdge edge) {
        alarms.move(edge.bell, AlarmClock.NO_ALARMS);
        if (young.remove(edge.edge) != null) {
            isNotYoung(edge);
            share.hasEnded();
        } else {
            current = null;
        }
    }

    private void isNotYoung(YoungEdge edge) {
        share.release(edge);
        if (edge == current) {
            current = null;
        }
    }

    /** Tells RocksDB everything. Sets the backend's current key. */
    void flush() throws Exception {
        for (YoungEdge edge : young.values()) {
            write(edge);
        }
    }

    /** All that RocksDB has not been told, as of now and for good. */
    List<EdgeChange> untold() {
        List<EdgeChange> changes = new ArrayList<>(young.size());
        for (YoungEdge edge : young.values()) {
            if (edge.differs()) {
                changes.add(edge.change());
            }
        }
        return changes;
    }

    private void write(YoungEdge edge) throws Exception {
        if (!edge.differs()) {
            return;
        }
        tell(edge.change());
        if (edge.changed && edge.stored == edge.state.isEmpty()) {
            if (edge.stored) {
                keys.remove(edge.edge);
            } else {
                keys.add(edge.edge);
            }
        }
        alarms.move(edge.bell, AlarmClock.NO_ALARMS);
        edge.isTold();
    }

    /**
     * Tells RocksDB of a change. What a checkpoint holds of those is told before anything else is
     * asked. Sets the backend's current key.
     */
    void tell(EdgeChange change) throws Exception {
        backend.setCurrentKey(change.edge());
        for (int number : change.dropped()) {
            payloads.remove(number);
        }
        for (EdgeChange.Payload payload : change.kept()) {
            payloads.put(payload.number(), payload.raw());
        }
        EdgeState state = change.control();
        if (state != null && state.isEmpty()) {
            control.clear();
        } else if (state != null) {
            control.update(state);
        }
        EdgeChange.Move<Alarms> alarm = change.alarms();
        if (alarm != null) {
            alarms.store(change.edge(), alarm.before(), alarm.after());
        }
        EdgeChange.Move<Set<String>> targets = change.parked();
        if (targets != null) {
            parked.store(change.edge(), targets.before(), targets.after());
        }
    }

    /** The sweep over a restored state has reached the current edge. */
    void reached() {
        if (!keys.isComplete() && current().stored) {
            keys.add(current().edge);
        }
    }

    /** The sweep over a restored state is over. */
    void reachedAll() {
        keys.complete();
    }

    /** Every edge with something pending, as of now, some perhaps twice; to be closed. */
    Stream<Subject> edges() {
        return Stream.concat(young().stream(), stored());
    }

    /** The edges on the heap as of now, RocksDB may have some of them, too. */
    List<Subject> young() {
        return new ArrayList<>(young.keySet());
    }

    /**
     * The edges in RocksDB as of now, each once and in the order of their keys; to be closed. All
     * that was restored is among them.
     */
    Stream<Subject> stored() {
        return backend.getKeys(StateNames.EDGE_CONTROL, VoidNamespace.INSTANCE);
    }

    /** How many edges are on the heap. */
    int youngCount() {
        return young.size();
    }
}
