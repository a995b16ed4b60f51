package org.entropyrepair.flow.revision;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.flow.state.Encoding;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.entropyrepair.flow.state.VersionedSnapshot;

/** Writes a config revision, on its way to the repair operator. */
public final class ConfigRevisionSerializer extends VersionedSerializer<ConfigRevision> {
    /** The only instance there need be. */
    public static final ConfigRevisionSerializer INSTANCE = new ConfigRevisionSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 2;

    private ConfigRevisionSerializer() {
        super("config revision", FORMAT);
    }

    @Override
    protected void write(ConfigRevision revision, DataOutputView out) throws IOException {
        Encoding.writeVarLong(revision.number(), out);
        Encoding.writeString(revision.text(), out);
        Encoding.writeVarLong(revision.discardsMax(), out);
    }

    @Override
    protected ConfigRevision read(int format, DataInputView in) throws IOException {
        long number = Encoding.readVarLong(in);
        String text = Encoding.readString(in);
        return new ConfigRevision(number, text, format == 1 ? 0 : Encoding.readVarLong(in));
    }

    @Override
    public VersionedSnapshot<ConfigRevision> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<ConfigRevision> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
