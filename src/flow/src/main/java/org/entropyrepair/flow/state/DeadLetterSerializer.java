package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;

/** Writes a dead letter with the record it is about, on its way to the sink. */
public final class DeadLetterSerializer extends VersionedSerializer<DeadLetter> {
    /** The only instance there need be. */
    public static final DeadLetterSerializer INSTANCE = new DeadLetterSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private DeadLetterSerializer() {
        super("dead letter", FORMAT);
    }

    @Override
    protected void write(DeadLetter letter, DataOutputView out) throws IOException {
        Encoding.writeString(letter.id(), out);
        Encoding.writeVarInt(letter.reason().code(), out);
        Encoding.writeString(letter.message(), out);
        Encoding.writeVarInt(letter.attempts(), out);
        Encoding.writeVarLong(letter.firstFailedAtMillis(), out);
        Encoding.writeVarLong(letter.deadAtMillis(), out);
        Encoding.writeNullable(letter.target(), Encoding::writeString, out);
        Encoding.writeVarInt(letter.redrives(), out);
        RawRecordSerializer.INSTANCE.serialize(letter.raw(), out);
    }

    @Override
    protected DeadLetter read(int format, DataInputView in) throws IOException {
        return new DeadLetter(
                Encoding.readString(in),
                DeathReason.ofCode(Encoding.readVarInt(in)),
                Encoding.readString(in),
                Encoding.readVarInt(in),
                Encoding.readVarLong(in),
                Encoding.readVarLong(in),
                Encoding.readNullable(Encoding::readString, in),
                Encoding.readVarInt(in),
                RawRecordSerializer.INSTANCE.deserialize(in));
    }

    @Override
    public VersionedSnapshot<DeadLetter> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<DeadLetter> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
