package org.entropyrepair.flow.repair;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.query.TaskKvStateRegistry;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateBackendParametersImpl;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.flow.state.SubjectSerializer;

/** A keyed state in a RocksDB of its own, without a task. */
final class RocksDbBackend {
    private static final int KEY_GROUPS = 12;

    private final MockEnvironment environment;
    private final AbstractKeyedStateBackend<Subject> backend;
    private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            event;
    private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            processing;

    RocksDbBackend(Path folder) throws Exception {
        environment = new MockEnvironmentBuilder().setTaskName("states").build();
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend();
        rocks.setDbStoragePath(folder.toString());
        rocks.setPriorityQueueStateType(EmbeddedRocksDBStateBackend.PriorityQueueStateType.ROCKSDB);
        JobID job = new JobID();
        TaskKvStateRegistry registry = environment.getTaskKvStateRegistry();
        backend =
                rocks.createKeyedStateBackend(
                        new KeyedStateBackendParametersImpl<>(
                                environment,
                                job,
                                "states",
                                SubjectSerializer.INSTANCE,
                                KEY_GROUPS,
                                KeyGroupRange.of(0, KEY_GROUPS - 1),
                                registry,
                                TtlTimeProvider.DEFAULT,
                                new UnregisteredMetricsGroup(),
                                List.of(),
                                new CloseableRegistry()));
        event = backend.create(AlarmClock.EVENT, AlarmClock.serializer());
        processing = backend.create(AlarmClock.PROCESSING, AlarmClock.serializer());
    }

    KeyedStateBackend<Subject> backend() {
        return backend;
    }

    /** An alarm clock with nothing on the heap, over the alarms that are in RocksDB. */
    AlarmClock alarms() {
        return new AlarmClock(event, processing);
    }

    /** The edges of which a state has something. */
    Set<Subject> keys(String state) {
        try (Stream<Subject> edges = backend.getKeys(state, VoidNamespace.INSTANCE)) {
            return edges.collect(Collectors.toSet());
        }
    }

    void close() throws Exception {
        backend.dispose();
        backend.close();
        environment.close();
    }
}
