package org.entropyrepair.flow.redrive;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.flow.state.Encoding;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.entropyrepair.flow.state.VersionedSnapshot;

/** Writes what is known of a letter's name: two bytes. */
public final class StandingSerializer extends VersionedSerializer<Standing> {
    /** The only instance there need be. */
    public static final StandingSerializer INSTANCE = new StandingSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private StandingSerializer() {
        super("standing", FORMAT);
    }

    @Override
    protected void write(Standing standing, DataOutputView out) throws IOException {
        Encoding.writeVarInt(standing.code(), out);
    }

    @Override
    protected Standing read(int format, DataInputView in) throws IOException {
        return Standing.ofCode(Encoding.readVarInt(in));
    }

    @Override
    public VersionedSnapshot<Standing> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<Standing> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
