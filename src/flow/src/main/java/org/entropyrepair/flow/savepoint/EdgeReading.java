package org.entropyrepair.flow.savepoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.query.KvStateRegistry;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.UncompressedStreamCompressionDecorator;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateConfig;
import org.apache.flink.runtime.state.metrics.SizeTrackingStateConfig;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackendBuilder;
import org.apache.flink.state.rocksdb.RocksDBPriorityQueueConfig;
import org.apache.flink.state.rocksdb.RocksDBResourceContainer;
import org.apache.flink.util.FileUtils;
import org.apache.flink.util.IOUtils;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.flow.state.EdgeChange;
import org.entropyrepair.flow.state.EdgeChanges;
import org.entropyrepair.flow.state.EdgeStateSerializer;
import org.entropyrepair.flow.state.StateNames;
import org.entropyrepair.flow.state.SubjectSerializer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;

/**
 * The keyed state of one subtask of the repair operator, restored into a RocksDB of its own in a
 * folder of its own, which goes with it. What reads a savepoint into a job reads it here, so that
 * every kind of it is read as the job would.
 */
final class EdgeReading implements AutoCloseable {
    private final Path folder;
    private final RocksDBResourceContainer resources = new RocksDBResourceContainer();
    private final CloseableRegistry streams = new CloseableRegistry();
    private final RocksDBKeyedStateBackend<Subject> backend;

    private EdgeReading(KeyedStateHandle handle, List<KeyGroupsStateHandle> raw, int maxParallelism)
            throws Exception {
        folder = Files.createTempDirectory("entropy-repair-savepoint-");
        try {
            backend = restore(handle, maxParallelism);
            for (KeyGroupsStateHandle changes : raw) {
                tell(changes.getIntersection(handle.getKeyGroupRange()));
            }
        } catch (Exception | Error e) {
            release();
            throw e;
        }
    }

    /**
     * Restores it.
     *
     * @param raw what the checkpoint has beside it; nothing in a savepoint
     * @param path of the savepoint, for messages
     * @throws IOException if it cannot be restored
     */
    static EdgeReading of(
            KeyedStateHandle handle,
            List<KeyGroupsStateHandle> raw,
            int maxParallelism,
            String path)
            throws IOException {
        try {
            RocksDB.loadLibrary();
            return new EdgeReading(handle, raw, maxParallelism);
        } catch (Exception e) {
            throw new IOException(path + ": its state cannot be read: " + rootOf(e), e);
        }
    }

    /** Every edge with something pending. */
    void forEach(BiConsumer<Subject, EdgeState> each) throws IOException {
        try (Stream<Subject> edges =
                backend.getKeys(StateNames.EDGE_CONTROL, VoidNamespace.INSTANCE)) {
            ValueState<EdgeState> control = control();
            for (Iterator<Subject> all = edges.iterator(); all.hasNext(); ) {
                Subject edge = all.next();
                backend.setCurrentKey(edge);
                EdgeState state = control.value();
                if (state != null) {
                    each.accept(edge, state);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("state of an edge: " + rootOf(e), e);
        }
    }

    private ValueState<EdgeState> control() throws Exception {
        return backend.getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new ValueStateDescriptor<>(StateNames.EDGE_CONTROL, EdgeStateSerializer.INSTANCE));
    }

    /** Puts control parts that were still on the heap at the barrier where RocksDB has its own. */
    private void tell(@Nullable KeyGroupsStateHandle changes) throws Exception {
        if (changes == null) {
            return; // of other key groups
        }
        ValueState<EdgeState> control = control();
        try (FSDataInputStream in = changes.openInputStream()) {
            for (Tuple2<Integer, Long> keyGroup : changes.getGroupRangeOffsets()) {
                if (keyGroup.f1 != KeyedStateCheckpointOutputStream.NO_OFFSET_SET) {
                    in.seek(keyGroup.f1);
                    EdgeChanges.read(in, change -> tell(control, change));
                }
            }
        }
    }

    private void tell(ValueState<EdgeState> control, EdgeChange change) throws IOException {
        EdgeState state = change.control();
        if (state != null) {
            backend.setCurrentKey(change.edge());
            if (state.isEmpty()) {
                control.clear();
            } else {
                control.update(state);
            }
        }
    }

    @Override
    public void close() throws IOException {
        backend.dispose();
        IOUtils.closeQuietly(backend);
        release();
    }

    private RocksDBKeyedStateBackend<Subject> restore(KeyedStateHandle handle, int maxParallelism)
            throws Exception {
        return new RocksDBKeyedStateBackendBuilder<>(
                        "savepoint",
                        EdgeReading.class.getClassLoader(),
                        folder.toFile(),
                        resources,
                        state -> resources.getColumnOptions(),
                        new KvStateRegistry().createTaskRegistry(new JobID(), new JobVertexID()),
                        SubjectSerializer.INSTANCE,
                        maxParallelism,
                        handle.getKeyGroupRange(),
                        new ExecutionConfig(),
                        LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED,
                        RocksDBPriorityQueueConfig.buildWithPriorityQueueType(
                                EmbeddedRocksDBStateBackend.PriorityQueueStateType.ROCKSDB),
                        TtlTimeProvider.DEFAULT,
                        LatencyTrackingStateConfig.disabled(),
                        SizeTrackingStateConfig.disabled(),
                        new UnregisteredMetricsGroup(),
                        (metric, value) -> {},
                        List.of(handle),
                        UncompressedStreamCompressionDecorator.INSTANCE,
                        streams)
                .build();
    }

    private void release() throws IOException {
        IOUtils.closeQuietly(streams);
        IOUtils.closeQuietly(resources);
        FileUtils.deleteDirectory(folder.toFile());
    }

    private static String rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
