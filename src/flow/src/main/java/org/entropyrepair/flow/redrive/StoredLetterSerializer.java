package org.entropyrepair.flow.redrive;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.flow.state.DeadLetterSerializer;
import org.entropyrepair.flow.state.Encoding;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.entropyrepair.flow.state.VersionedSnapshot;
import org.entropyrepair.flow.state.Words;

/** Writes a dead letter as it stands on its topic, on its way to whoever has its name. */
public final class StoredLetterSerializer extends VersionedSerializer<StoredLetter> {
    /** The only instance there need be. */
    public static final StoredLetterSerializer INSTANCE = new StoredLetterSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private StoredLetterSerializer() {
        super("stored letter", FORMAT);
    }

    @Override
    protected void write(StoredLetter letter, DataOutputView out) throws IOException {
        Words.writePosition(letter.at(), out);
        DeadLetterSerializer.INSTANCE.serialize(letter.dead(), out);
        Encoding.writeBoolean(letter.truncated(), out);
    }

    @Override
    protected StoredLetter read(int format, DataInputView in) throws IOException {
        return new StoredLetter(
                Words.readPosition(in),
                DeadLetterSerializer.INSTANCE.deserialize(in),
                Encoding.readBoolean(in));
    }

    @Override
    public VersionedSnapshot<StoredLetter> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<StoredLetter> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
