package org.entropyrepair.flow.redrive;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.flow.state.Encoding;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.entropyrepair.flow.state.VersionedSnapshot;
import org.entropyrepair.flow.state.Words;

/** Writes records of the dead-letter topic, on their way from the source. */
public final class QueueRecordSerializer extends VersionedSerializer<QueueRecord> {
    /** The only instance there need be. */
    public static final QueueRecordSerializer INSTANCE = new QueueRecordSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private QueueRecordSerializer() {
        super("queue record", FORMAT);
    }

    @Override
    protected void write(QueueRecord record, DataOutputView out) throws IOException {
        if (record instanceof QueueRecord.Readable readable) {
            Encoding.writeBoolean(true, out);
            StoredLetterSerializer.INSTANCE.serialize(readable.letter(), out);
        } else {
            QueueRecord.Unreadable unreadable = (QueueRecord.Unreadable) record;
            Encoding.writeBoolean(false, out);
            Words.writePosition(unreadable.at(), out);
            Encoding.writeString(unreadable.why(), out);
        }
    }

    @Override
    protected QueueRecord read(int format, DataInputView in) throws IOException {
        return Encoding.readBoolean(in)
                ? new QueueRecord.Readable(StoredLetterSerializer.INSTANCE.deserialize(in))
                : new QueueRecord.Unreadable(Words.readPosition(in), Encoding.readString(in));
    }

    @Override
    public VersionedSnapshot<QueueRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<QueueRecord> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
