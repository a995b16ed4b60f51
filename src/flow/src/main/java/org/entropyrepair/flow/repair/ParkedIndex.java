package org.entropyrepair.flow.repair;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
 * Which edges wait for which target without an alarm: on disk, so that ten million of them cost
 * nothing until their target answers. One state per target, so that reading one target's never has
 * to pass over another's. Targets which are not this job's (unknown regions) share one state.
 */
final class ParkedIndex implements ParkedEdges {
    private static final String PREFIX = "parked-";
    private static final String STRANGERS = "parked~strangers";

    private final KeyedStateBackend<Subject> backend;
    private final Map<String, ValueState<Boolean>> byTarget = new HashMap<>();
    private final ValueState<Boolean> strangers;

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

    /** Moves an edge between the targets' indexes. */
    void move(Subject edge, Set<String> before, Set<String> after) throws Exception {
        if (before.equals(after)) {
            return;
        }
        backend.setCurrentKey(edge);
        Set<ValueState<Boolean>> leave = indexesOf(before);
        Set<ValueState<Boolean>> enter = indexesOf(after);
        for (ValueState<Boolean> index : leave) {
            if (!enter.contains(index)) {
                index.clear();
            }
        }
        for (ValueState<Boolean> index : enter) {
            if (!leave.contains(index)) {
                index.update(true);
            }
        }
    }

    /**
     * Makes sure that an edge stands where it should. In a restored state it may not: its target
     * was not this job's when it was parked, and is now.
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
        return backend.getKeys(PREFIX + target, VoidNamespace.INSTANCE);
    }
}
