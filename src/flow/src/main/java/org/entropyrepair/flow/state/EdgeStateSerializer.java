package org.entropyrepair.flow.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Repair;

/**
 * Writes the control part of all that is pending of one edge or node, compactly: region names once
 * per edge, versions once per cell, times as differences. A repair takes 40 to 50 bytes and each
 * version 30 to 35, so that a repair with three versions of its own stays below 150.
 *
 * <p>Format 1 knows no copies; otherwise it is the same, so that one reading serves both.
 */
public final class EdgeStateSerializer extends VersionedSerializer<EdgeState> {
    /** The only instance there need be. */
    public static final EdgeStateSerializer INSTANCE = new EdgeStateSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 2;

    private EdgeStateSerializer() {
        super("edge state", FORMAT);
    }

    @Override
    protected void write(EdgeState state, DataOutputView out) throws IOException {
        Encoding.writeVarInt(state.nextPayload(), out);
        List<String> names = names(state);
        Encoding.writeList(names, Encoding::writeString, out);
        Encoding.writeList(state.cells(), (cell, target) -> writeCell(cell, names, target), out);
    }

    @Override
    protected EdgeState read(int format, DataInputView in) throws IOException {
        int nextPayload = Encoding.readVarInt(in);
        List<String> names = Encoding.readList(Names::read, in);
        return new EdgeState(nextPayload, Encoding.readList(source -> readCell(names, source), in));
    }

    private static void writeCell(CellState cell, List<String> names, DataOutputView out)
            throws IOException {
        Words.writeCell(cell.cell(), out);
        List<Candidate> versions = versions(cell);
        Encoding.writeList(versions, RepairFormat::writeCandidate, out);
        Encoding.writeList(
                cell.repairs(),
                (repair, target) -> RepairFormat.write(repair, names, versions, target),
                out);
    }

    private static CellState readCell(List<String> names, DataInputView in) throws IOException {
        Cell cell = Words.readCell(in);
        List<Candidate> versions = Encoding.readList(RepairFormat::readCandidate, in);
        return new CellState(
                cell, Encoding.readList(source -> RepairFormat.read(names, versions, source), in));
    }

    private static List<String> names(EdgeState state) {
        List<String> names = new ArrayList<>();
        for (CellState cell : state.cells()) {
            for (Repair repair : cell.repairs()) {
                addIfAbsent(names, repair.target());
                addIfAbsent(names, repair.origin());
            }
        }
        return names;
    }

    private static List<Candidate> versions(CellState cell) {
        List<Candidate> versions = new ArrayList<>();
        for (Repair repair : cell.repairs()) {
            for (Candidate candidate : repair.candidates()) {
                addIfAbsent(versions, candidate);
            }
        }
        return versions;
    }

    /** The lists are as short as an edge has regions. */
    private static <T> void addIfAbsent(List<T> list, T element) {
        if (!list.contains(element)) {
            list.add(element);
        }
    }

    @Override
    public VersionedSnapshot<EdgeState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<EdgeState> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
