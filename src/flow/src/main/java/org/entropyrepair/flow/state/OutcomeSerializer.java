package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;

/** Writes an outcome, on its way to the sink. */
public final class OutcomeSerializer extends VersionedSerializer<Outcome> {
    /** The only instance there need be. */
    public static final OutcomeSerializer INSTANCE = new OutcomeSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 2;
    private static final int TRACED_FROM = 2;

    private OutcomeSerializer() {
        super("outcome", FORMAT);
    }

    @Override
    protected void write(Outcome outcome, DataOutputView out) throws IOException {
        Encoding.writeVarInt(outcome.state().code(), out);
        Encoding.writeNullable(outcome.subject(), SubjectSerializer.INSTANCE::serialize, out);
        Encoding.writeNullable(outcome.cell(), Words::writeCell, out);
        Encoding.writeString(outcome.target(), out);
        Encoding.writeNullable(outcome.version(), Words::writeVersion, out);
        Encoding.writeVarLong(outcome.revision(), out);
        Encoding.writeString(outcome.job(), out);
        Encoding.writeVarLong(outcome.atMillis(), out);
        Encoding.writeVarInt(outcome.attempts(), out);
        Encoding.writeVarLong(outcome.sinceMillis(), out);
        Encoding.writeVarLong(outcome.nextAttemptAtMillis(), out);
        Encoding.writeString(outcome.reason(), out);
        Encoding.writeString(outcome.scope(), out);
        Encoding.writeNullable(outcome.traceparent(), Encoding::writeString, out);
    }

    @Override
    protected Outcome read(int format, DataInputView in) throws IOException {
        return new Outcome(
                RepairState.ofCode(Encoding.readVarInt(in)),
                Encoding.readNullable(SubjectSerializer.INSTANCE::deserialize, in),
                Encoding.readNullable(Words::readCell, in),
                Names.read(in),
                Encoding.readNullable(Words::readVersion, in),
                Encoding.readVarLong(in),
                Names.read(in),
                Encoding.readVarLong(in),
                Encoding.readVarInt(in),
                Encoding.readVarLong(in),
                Encoding.readVarLong(in),
                Encoding.readString(in),
                Names.read(in),
                format >= TRACED_FROM ? Encoding.readNullable(Encoding::readString, in) : null);
    }

    @Override
    public VersionedSnapshot<Outcome> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<Outcome> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
