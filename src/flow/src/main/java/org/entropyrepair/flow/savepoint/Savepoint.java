package org.entropyrepair.flow.savepoint;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.source.TopicSplit;
import org.entropyrepair.flow.state.Uids;

/**
 * A savepoint of either format or a retained checkpoint, of this job. Its metadata is in memory;
 * everything else is read when it is asked for. Nothing of it is changed. Not thread-safe.
 */
public final class Savepoint {
    private final String path;
    private final CheckpointMetadata metadata;

    private Savepoint(String path, CheckpointMetadata metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    /**
     * Reads the metadata.
     *
     * @param path the folder of the savepoint or its file {@code _metadata}: a path of this
     *     machine, or a URI of a file system that Flink knows here
     * @throws IOException if there is none, or it cannot be read; the message says which
     */
    public static Savepoint open(String path) throws IOException {
        StreamStateHandle file;
        try {
            file =
                    AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path)
                            .getMetadataHandle();
        } catch (FileNotFoundException e) {
            throw new IOException(
                    path
                            + ": no savepoint or checkpoint (expected: a folder with the file"
                            + " _metadata, or that file)",
                    e);
        }
        try (DataInputStream in = new DataInputStream(file.openInputStream())) {
            return new Savepoint(
                    path,
                    Checkpoints.loadCheckpointMetadata(in, Savepoint.class.getClassLoader(), path));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    path
                            + ": its metadata cannot be read (expected: written by Flink, complete): "
                            + e.getMessage(),
                    e);
        }
    }

    /** Where it is, as it was asked for. */
    public String path() {
        return path;
    }

    /** Flink's number of it. */
    public long checkpointId() {
        return metadata.getCheckpointId();
    }

    /** The operators that were in the job, by uid. */
    public List<StoredOperator> operators() {
        return metadata.getOperatorStates().stream()
                .map(
                        state ->
                                new StoredOperator(
                                        uid(state),
                                        state.getOperatorName().orElse(""),
                                        state.getParallelism(),
                                        state.getMaxParallelism(),
                                        state.getStateSize()))
                .sorted(Comparator.comparing(StoredOperator::uid))
                .toList();
    }

    /**
     * The job's largest parallelism, which was fixed with its first state; empty if it is not ours.
     */
    public OptionalInt maxParallelism() {
        Optional<OperatorState> repair = repair();
        return repair.isPresent()
                ? OptionalInt.of(repair.get().getMaxParallelism())
                : OptionalInt.empty();
    }

    /**
     * How far the failure topics had been read: every partition that a reader had.
     *
     * @throws IOException if a file of the savepoint is missing or holds something else
     */
    public List<TopicPosition> topics() throws IOException {
        List<TopicPosition> positions = new ArrayList<>();
        for (OperatorState state : metadata.getOperatorStates()) {
            for (OperatorSubtaskState subtask : state.getStates()) {
                for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                    for (TopicSplit split : ReaderState.splits(handle)) {
                        positions.add(TopicPosition.of(uid(state), split));
                    }
                }
            }
        }
        positions.sort(
                Comparator.comparing(TopicPosition::source)
                        .thenComparing(TopicPosition::partition));
        return positions;
    }

    /**
     * Reads everything that is pending, edge by edge in no order. Takes as much room on this
     * machine's disk, for as long as it lasts, as the largest subtask's state, and little memory.
     *
     * @param edges gets the repairs of one edge or node at a time; what it throws ends the reading
     * @throws IOException if the state cannot be read; the message says why
     */
    public void pending(Consumer<List<PendingRepair>> edges) throws IOException {
        OperatorState repair =
                repair().orElseThrow(
                                () ->
                                        new IOException(
                                                path
                                                        + ": operator "
                                                        + Uids.REPAIR
                                                        + " is not in it (expected: a savepoint of"
                                                        + " the repair job)"));
        Time at = new Time(System.currentTimeMillis(), Long.MIN_VALUE);
        for (OperatorSubtaskState subtask : repair.getStates()) {
            List<KeyGroupsStateHandle> raw =
                    subtask.getRawKeyedState().stream()
                            .map(KeyGroupsStateHandle.class::cast)
                            .toList();
            for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                try (EdgeReading reading =
                        EdgeReading.of(handle, raw, repair.getMaxParallelism(), path)) {
                    reading.forEach((subject, state) -> edges.accept(repairs(subject, state, at)));
                }
            }
        }
    }

    private static List<PendingRepair> repairs(Subject subject, EdgeState state, Time at) {
        List<PendingRepair> repairs = new ArrayList<>();
        for (CellState cell : state.cells()) {
            for (Repair repair : cell.repairs()) {
                repairs.add(PendingRepair.of(subject, cell, repair, at));
            }
        }
        return repairs;
    }

    private Optional<OperatorState> repair() {
        return metadata.getOperatorStates().stream()
                .filter(state -> uid(state).equals(Uids.REPAIR))
                .findFirst();
    }

    private static String uid(OperatorState state) {
        return state.getOperatorUid().orElseGet(() -> state.getOperatorID().toString());
    }
}
