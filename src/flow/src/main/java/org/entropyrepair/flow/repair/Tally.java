package org.entropyrepair.flow.repair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.flow.state.SubjectSerializer;
import org.jspecify.annotations.Nullable;

/**
 * How many repairs are pending and parked per target, and pending per scope. After a restore it is
 * rebuilt while the sweep passes over the state, in the order of the state's keys; an edge that
 * changes ahead of the sweep is counted then and remembered until the sweep has passed. Repairs at
 * regions that are not this job's are not counted: their names are anybody's. Task thread only.
 */
final class Tally {
    private static final int REMEMBERED_MAX = 100_000;

    private final Map<String, Counts> byTarget = new HashMap<>();
    private final Counts strangers = new Counts();
    private final Set<Subject> countedAhead = new HashSet<>();
    private final int keyGroups;
    private final Standings standings;
    private final Kinds kinds;
    private final boolean counts;
    private volatile boolean sweeping; // written by the task thread, read by a gauge, too
    private @Nullable Place swept;

    /**
     * Nothing is pending.
     *
     * @param counts whether anything ever is counted
     */
    Tally(int keyGroups, Iterable<String> targets, Policy policy, boolean counts) {
        this.keyGroups = keyGroups;
        this.counts = counts;
        this.standings = new Standings(targets, policy);
        this.kinds = new Kinds(policy, standings);
        targets.forEach(target -> byTarget.put(target, new Counts()));
    }

    /** Counts of one target; written by the task thread, read by gauges. */
    static final class Counts {
        private volatile long pending;
        private volatile long parked;
        private long withTarget; // task thread only

        long pending() {
            return pending;
        }

        long parked() {
            return parked;
        }

        /** How many wait with their whole target: those of which single outcomes say nothing. */
        long withTarget() {
            return withTarget;
        }

        private void add(Repair repair, int sign) {
            pending = pending + sign;
            parked = parked + (repair.isParked() ? sign : 0);
            withTarget += repair.waitsWithTarget() ? sign : 0;
        }
    }

    Counts of(String target) {
        return byTarget.getOrDefault(target, strangers);
    }

    /** The same by namespace, with ages. */
    Standings standings() {
        return standings;
    }

    /** The same, by what scopes tell apart. */
    Kinds kinds() {
        return kinds;
    }

    /** Whether all that is pending has been counted. */
    boolean isComplete() {
        return !sweeping;
    }

    void sweepBegins() {
        sweeping = true;
    }

    void sweepEnds() {
        sweeping = false;
        swept = null;
        countedAhead.clear();
    }

    /** Whether so much is remembered that the sweep had better come first. */
    boolean isFull() {
        return countedAhead.size() >= REMEMBERED_MAX;
    }

    /** The sweep has reached an edge, whose present state this is. */
    void reached(Subject edge, EdgeState state) {
        if (!sweeping) {
            return;
        }
        swept = place(edge);
        if (!countedAhead.remove(edge)) {
            count(edge, state, 1);
        }
    }

    void move(Subject edge, EdgeState before, EdgeState after) {
        if (sweeping && isAhead(edge) && countedAhead.add(edge)) {
            count(edge, before, 1);
        }
        count(edge, after, 1); // first, so that what only changes is never the last to go
        count(edge, before, -1);
    }

    private boolean isAhead(Subject edge) {
        return swept == null || place(edge).compareTo(swept) > 0;
    }

    private void count(Subject edge, EdgeState state, int sign) {
        if (!counts) {
            return;
        }
        for (CellState cell : state.cells()) {
            for (Repair repair : cell.repairs()) {
                of(repair.target()).add(repair, sign);
                kinds.count(edge, cell.cell().namespace(), repair, sign);
            }
        }
    }

    private Place place(Subject edge) {
        try {
            DataOutputSerializer bytes = new DataOutputSerializer(64);
            SubjectSerializer.INSTANCE.serialize(edge, bytes);
            return new Place(
                    KeyGroupRangeAssignment.assignToKeyGroup(edge, keyGroups),
                    bytes.getCopyOfBuffer());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Where RocksDB keeps an edge: by key group, then by the bytes of the key. */
    private static final class Place implements Comparable<Place> {
        private final int keyGroup;
        private final byte[] key;

        Place(int keyGroup, byte[] key) {
            this.keyGroup = keyGroup;
            this.key = key;
        }

        @Override
        public int compareTo(Place other) {
            return keyGroup != other.keyGroup
                    ? Integer.compare(keyGroup, other.keyGroup)
                    : Arrays.compareUnsigned(key, other.key);
        }
    }
}
