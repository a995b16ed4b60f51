package org.entropyrepair.flow.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.AsyncSnapshotCallable;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.entropyrepair.flow.state.EdgeChange;
import org.entropyrepair.flow.state.EdgeChanges;

/**
 * Writes what was young at a barrier into its checkpoint, as raw keyed state, while the task goes
 * on. Runs on a thread of Flink's.
 */
final class YoungSnapshot extends AsyncSnapshotCallable<SnapshotResult<KeyedStateHandle>> {
    private static final long NOTHING = KeyedStateCheckpointOutputStream.NO_OFFSET_SET;

    private final List<EdgeChange> changes;
    private final TaskInfo task;
    private final CheckpointStreamFactory streams;

    /**
     * The changes of a barrier; at least one.
     *
     * @param task whose they are
     * @param streams where the checkpoint goes
     */
    YoungSnapshot(List<EdgeChange> changes, TaskInfo task, CheckpointStreamFactory streams) {
        this.changes = changes;
        this.task = task;
        this.streams = streams;
    }

    /** The key groups of a task. */
    static KeyGroupRange keyGroups(TaskInfo task) {
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                task.getMaxNumberOfParallelSubtasks(),
                task.getNumberOfParallelSubtasks(),
                task.getIndexOfThisSubtask());
    }

    /** Tells RocksDB what a checkpoint had to remember. */
    static void restore(Iterable<KeyGroupStatePartitionStreamProvider> inputs, EdgeStates states)
            throws Exception {
        for (KeyGroupStatePartitionStreamProvider input : inputs) {
            EdgeChanges.read(input.getStream(), states::tell);
        }
    }

    @Override
    protected SnapshotResult<KeyedStateHandle> callInternal() throws Exception {
        TreeMap<Integer, List<EdgeChange>> byKeyGroup = new TreeMap<>();
        for (EdgeChange change : changes) {
            int keyGroup =
                    KeyGroupRangeAssignment.assignToKeyGroup(
                            change.edge(), task.getMaxNumberOfParallelSubtasks());
            byKeyGroup.computeIfAbsent(keyGroup, unused -> new ArrayList<>()).add(change);
        }
        KeyGroupRange own = keyGroups(task);
        KeyGroupRangeOffsets offsets = new KeyGroupRangeOffsets(own);
        for (int keyGroup : own) {
            offsets.setKeyGroupOffset(keyGroup, NOTHING);
        }
        CheckpointStateOutputStream out =
                streams.createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE);
        snapshotCloseableRegistry.registerCloseable(out);
        for (Map.Entry<Integer, List<EdgeChange>> each : byKeyGroup.entrySet()) {
            offsets.setKeyGroupOffset(each.getKey(), out.getPos());
            EdgeChanges.write(each.getValue(), out);
        }
        if (!snapshotCloseableRegistry.unregisterCloseable(out)) {
            throw new IOException("checkpoint: given up (expected: goes on)");
        }
        StreamStateHandle handle = out.closeAndGetHandle();
        return handle == null
                ? SnapshotResult.empty()
                : SnapshotResult.of(new KeyGroupsStateHandle(offsets, handle));
    }

    @Override
    protected void cleanupProvidedResources() {
        // the stream is closed by the registry
    }
}
