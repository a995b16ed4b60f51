package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.RawRecord;

/** Writes a record of a failure topic whole: as the payload of a repair and inside others. */
public final class RawRecordSerializer extends VersionedSerializer<RawRecord> {
    /** The only instance there need be. */
    public static final RawRecordSerializer INSTANCE = new RawRecordSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private RawRecordSerializer() {
        super("raw record", FORMAT);
    }

    @Override
    protected void write(RawRecord record, DataOutputView out) throws IOException {
        Encoding.writeString(record.feed(), out);
        Words.writePosition(record.position(), out);
        Encoding.writeVarLong(record.readAtMillis(), out);
        Encoding.writeNullable(record.key(), Encoding::writeBytes, out);
        Encoding.writeNullable(record.value(), Encoding::writeBytes, out);
        Words.writeHeaders(record.headers(), out);
    }

    @Override
    protected RawRecord read(int format, DataInputView in) throws IOException {
        return new RawRecord(
                Names.read(in),
                Words.readPosition(in),
                Encoding.readVarLong(in),
                Encoding.readNullable(Encoding::readBytes, in),
                Encoding.readNullable(Encoding::readBytes, in),
                Words.readHeaders(in));
    }

    @Override
    public VersionedSnapshot<RawRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<RawRecord> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
