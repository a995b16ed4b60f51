package org.entropyrepair.flow.state;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.flow.state.EdgeChange.Move;
import org.entropyrepair.flow.state.EdgeChange.Payload;

/** Writes what RocksDB has not been told of an edge; see {@link EdgeChanges}. */
public final class EdgeChangeSerializer extends VersionedSerializer<EdgeChange> {
    /** The only instance there need be. */
    public static final EdgeChangeSerializer INSTANCE = new EdgeChangeSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private EdgeChangeSerializer() {
        super("edge change", FORMAT);
    }

    @Override
    protected void write(EdgeChange change, DataOutputView out) throws IOException {
        SubjectSerializer.INSTANCE.serialize(change.edge(), out);
        Encoding.writeList(change.dropped(), Encoding::writeVarInt, out);
        Encoding.writeList(change.kept(), EdgeChangeSerializer::writePayload, out);
        Encoding.writeNullable(change.control(), EdgeStateSerializer.INSTANCE::serialize, out);
        Encoding.writeNullable(change.alarms(), EdgeChangeSerializer::writeAlarms, out);
        Encoding.writeNullable(change.parked(), EdgeChangeSerializer::writeParked, out);
    }

    @Override
    protected EdgeChange read(int format, DataInputView in) throws IOException {
        Subject edge = SubjectSerializer.INSTANCE.deserialize(in);
        List<Integer> dropped = Encoding.readList(Encoding::readVarInt, in);
        List<Payload> kept = Encoding.readList(EdgeChangeSerializer::readPayload, in);
        EdgeState control = Encoding.readNullable(EdgeStateSerializer.INSTANCE::deserialize, in);
        Move<Alarms> alarms = Encoding.readNullable(EdgeChangeSerializer::readAlarms, in);
        Move<Set<String>> parked = Encoding.readNullable(EdgeChangeSerializer::readParked, in);
        return new EdgeChange(edge, dropped, kept, control, alarms, parked);
    }

    private static void writePayload(Payload payload, DataOutputView out) throws IOException {
        Encoding.writeVarInt(payload.number(), out);
        RawRecordSerializer.INSTANCE.serialize(payload.raw(), out);
    }

    private static Payload readPayload(DataInputView in) throws IOException {
        return new Payload(Encoding.readVarInt(in), RawRecordSerializer.INSTANCE.deserialize(in));
    }

    private static void writeAlarms(Move<Alarms> move, DataOutputView out) throws IOException {
        writeAlarms(move.before(), out);
        writeAlarms(move.after(), out);
    }

    private static Move<Alarms> readAlarms(DataInputView in) throws IOException {
        return new Move<>(readEachAlarm(in), readEachAlarm(in));
    }

    /** None is the largest number there is, and the most frequent: written as the smallest. */
    private static void writeAlarms(Alarms alarms, DataOutputView out) throws IOException {
        Encoding.writeSigned(alarms.eventMillis() - Alarms.NONE, out);
        Encoding.writeSigned(alarms.processingMillis() - Alarms.NONE, out);
    }

    private static Alarms readEachAlarm(DataInputView in) throws IOException {
        return new Alarms(
                Encoding.readSigned(in) + Alarms.NONE, Encoding.readSigned(in) + Alarms.NONE);
    }

    private static void writeParked(Move<Set<String>> move, DataOutputView out) throws IOException {
        writeTargets(move.before(), out);
        writeTargets(move.after(), out);
    }

    private static Move<Set<String>> readParked(DataInputView in) throws IOException {
        return new Move<>(readTargets(in), readTargets(in));
    }

    private static void writeTargets(Set<String> targets, DataOutputView out) throws IOException {
        Encoding.writeList(List.copyOf(new TreeSet<>(targets)), Encoding::writeString, out);
    }

    private static Set<String> readTargets(DataInputView in) throws IOException {
        return Set.copyOf(Encoding.readList(Names::read, in));
    }

    @Override
    public VersionedSnapshot<EdgeChange> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<EdgeChange> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
