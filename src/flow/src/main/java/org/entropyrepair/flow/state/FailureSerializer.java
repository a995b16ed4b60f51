package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;

/** Writes a failure with its record, on its way from decode to the task that owns its subject. */
public final class FailureSerializer extends VersionedSerializer<Failure> {
    /** The only instance there need be. */
    public static final FailureSerializer INSTANCE = new FailureSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private FailureSerializer() {
        super("failure", FORMAT);
    }

    @Override
    protected void write(Failure failure, DataOutputView out) throws IOException {
        SubjectSerializer.INSTANCE.serialize(failure.subject(), out);
        Encoding.writeVarInt(failure.op().code(), out);
        Words.writeCell(failure.cell(), out);
        Encoding.writeNullable(failure.version(), Words::writeVersion, out);
        Encoding.writeString(failure.origin(), out);
        Encoding.writeString(failure.target(), out);
        Encoding.writeVarLong(failure.failedAtMillis(), out);
        Words.writeCause(failure.cause(), out);
        Encoding.writeVarInt(failure.redrives(), out);
        Encoding.writeVarLong(failure.redrivenAtMillis(), out);
        RawRecordSerializer.INSTANCE.serialize(failure.raw(), out);
    }

    @Override
    protected Failure read(int format, DataInputView in) throws IOException {
        return new Failure(
                SubjectSerializer.INSTANCE.deserialize(in),
                Op.ofCode(Encoding.readVarInt(in)),
                Words.readCell(in),
                Encoding.readNullable(Words::readVersion, in),
                Names.read(in),
                Names.read(in),
                Encoding.readVarLong(in),
                Words.readCause(in),
                Encoding.readVarInt(in),
                Encoding.readVarLong(in),
                RawRecordSerializer.INSTANCE.deserialize(in));
    }

    @Override
    public VersionedSnapshot<Failure> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<Failure> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
