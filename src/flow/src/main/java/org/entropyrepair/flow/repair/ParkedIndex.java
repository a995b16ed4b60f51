package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.entropyrepair.core.model.Subject;

/**
 * Which edges wait for which target without an alarm. Those of young edges stand on the heap, the
 * others in RocksDB, so that ten million of them cost nothing until their target answers. There it
 * is one state per target, so that reading one target's never has to pass over another's. Targets
 * which are not this job's (unknown regions) share one state.
 *
 * <p>What a reading meets in RocksDB may be stale, if the edge has become young since: it is looked
 * at for nothing.
 */
final class ParkedIndex implements ParkedEdges {
    private static final String PREFIX = "parked-";
    private static final String STRANGERS = "parked~strangers";

    private final KeyedStateBackend<Subject> backend;
    private final Map<String, ValueState<Boolean>> byTarget = new HashMap<>();
    private final ValueState<Boolean> strangers;
    private final Map<String, Set<Subject>> young = new HashMap<>();

    ParkedIndex(KeyedStateBackend<Subject> backend, Iterable<String> targets) throws Exception {
        this.backend = backend;
        for (String target : targets) {
            byTarget.put(target, state(PREFIX + target));
        }
        this.strangers = state(STRANGERS);
    }

    private ValueState<Boolean> state(String name) throws Exception {
        return backend.getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new ValueStateDescriptor<>(name, BooleanSerializer.INSTANCE));
    }

    /**
     * Moves an edge between the targets' indexes on the heap.
     *
     * @param before where it may stand there
     * @param after where it stands from now on
     */
    void move(Subject edge, Set<String> before, Set<String> after) {
        for (String target : before) {
            if (!after.contains(target)) {
                leave(edge, target);
            }
        }
        for (String target : after) {
            young.computeIfAbsent(target, unused -> new LinkedHashSet<>()).add(edge);
        }
    }

    private void leave(Subject edge, String target) {
        Set<Subject> waiting = young.get(target);
        if (waiting != null && waiting.remove(edge) && waiting.isEmpty()) {
            young.remove(target); // a target may be any word that a record has
        }
    }

    /**
     * Moves an edge from the heap to RocksDB.
     *
     * @param before where it may stand in RocksDB
     * @param after where it stands on the heap, and in RocksDB from now on
     */
    void store(Subject edge, Set<String> before, Set<String> after) throws Exception {
        backend.setCurrentKey(edge);
        Set<ValueState<Boolean>> enter = indexesOf(after);
        for (ValueState<Boolean> index : indexesOf(before)) {
            if (!enter.contains(index)) {
                index.clear();
            }
        }
        for (ValueState<Boolean> index : enter) {
            index.update(true); // even if it should stand there: see ensure()
        }
        move(edge, after, Set.of());
    }

    /**
     * Makes sure that an edge stands where it should in RocksDB. In a restored state it may not:
     * its target was not this job's when it was parked, and is now.
     */
    void ensure(Subject edge, Set<String> targets) throws Exception {
        backend.setCurrentKey(edge);
        for (ValueState<Boolean> index : indexesOf(targets)) {
            if (index.value() == null) {
                index.update(true);
            }
        }
    }

    private Set<ValueState<Boolean>> indexesOf(Set<String> targets) {
        Set<ValueState<Boolean>> indexes = Collections.newSetFromMap(new IdentityHashMap<>());
        targets.forEach(target -> indexes.add(byTarget.getOrDefault(target, strangers)));
        return indexes;
    }

    @Override
    public Stream<Subject> waitingFor(String target) {
        return Stream.concat(
                new ArrayList<>(young.getOrDefault(target, Set.of())).stream(),
                backend.getKeys(PREFIX + target, VoidNamespace.INSTANCE));
    }
}
