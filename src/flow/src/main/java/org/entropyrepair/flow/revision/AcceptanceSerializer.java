package org.entropyrepair.flow.revision;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.flow.state.Encoding;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.entropyrepair.flow.state.VersionedSnapshot;

/** Writes which revision is in force into the state. */
public final class AcceptanceSerializer extends VersionedSerializer<Acceptance> {
    /** The only instance there need be. */
    public static final AcceptanceSerializer INSTANCE = new AcceptanceSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private AcceptanceSerializer() {
        super("config acceptance", FORMAT);
    }

    @Override
    protected void write(Acceptance acceptance, DataOutputView out) throws IOException {
        Encoding.writeString(acceptance.topic(), out);
        Encoding.writeVarLong(acceptance.nextOffset(), out);
        Encoding.writeNullable(acceptance.inForce(), AcceptanceSerializer::writeInForce, out);
        Encoding.writeVarLong(acceptance.refused(), out);
        Encoding.writeString(acceptance.override(), out);
        Encoding.writeBoolean(acceptance.skipping(), out);
    }

    private static void writeInForce(Acceptance.InForce inForce, DataOutputView out)
            throws IOException {
        Encoding.writeVarLong(inForce.number(), out);
        Encoding.writeString(inForce.text(), out);
        Encoding.writeVarLong(inForce.discardsMax(), out);
    }

    @Override
    protected Acceptance read(int format, DataInputView in) throws IOException {
        return new Acceptance(
                Encoding.readString(in),
                Encoding.readVarLong(in),
                Encoding.readNullable(AcceptanceSerializer::readInForce, in),
                Encoding.readVarLong(in),
                Encoding.readString(in),
                Encoding.readBoolean(in));
    }

    private static Acceptance.InForce readInForce(DataInputView in) throws IOException {
        return new Acceptance.InForce(
                Encoding.readVarLong(in), Encoding.readString(in), Encoding.readVarLong(in));
    }

    @Override
    public VersionedSnapshot<Acceptance> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<Acceptance> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
