package org.entropyrepair.flow.revision;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.flow.state.Encoding;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.entropyrepair.flow.state.VersionedSnapshot;

/** Writes what is heard of the config topic, on its way to where it is judged. */
public final class ConfigTopicEventSerializer extends VersionedSerializer<ConfigTopicEvent> {
    /** The only instance there need be. */
    public static final ConfigTopicEventSerializer INSTANCE = new ConfigTopicEventSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private ConfigTopicEventSerializer() {
        super("config topic event", FORMAT);
    }

    @Override
    protected void write(ConfigTopicEvent event, DataOutputView out) throws IOException {
        Encoding.writeVarInt(event.kind().code(), out);
        Encoding.writeVarLong(event.offset(), out);
        Encoding.writeNullable(event.text(), Encoding::writeString, out);
        Encoding.writeNullable(event.discards(), Encoding::writeString, out);
    }

    @Override
    protected ConfigTopicEvent read(int format, DataInputView in) throws IOException {
        return new ConfigTopicEvent(
                ConfigTopicEvent.Kind.ofCode(Encoding.readVarInt(in)),
                Encoding.readVarLong(in),
                Encoding.readNullable(Encoding::readString, in),
                Encoding.readNullable(Encoding::readString, in));
    }

    @Override
    public VersionedSnapshot<ConfigTopicEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<ConfigTopicEvent> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
