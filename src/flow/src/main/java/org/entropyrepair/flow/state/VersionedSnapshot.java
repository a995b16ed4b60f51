package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint remembers of a {@link VersionedSerializer}: its name and the newest format that
 * was written. Since every value names its own format, an older savepoint needs no migration; a
 * newer one is refused with a message that says so.
 *
 * <p>Each serializer has a public subclass with a public constructor without arguments.
 *
 * @param <T> the type serialized
 */
public abstract class VersionedSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int SNAPSHOT_VERSION = 1;

    private final VersionedSerializer<T> serializer;

    /** Of this build's serializer. */
    protected VersionedSnapshot(VersionedSerializer<T> serializer) {
        this.serializer = serializer;
    }

    @Override
    public final int getCurrentVersion() {
        return SNAPSHOT_VERSION;
    }

    @Override
    public final void writeSnapshot(DataOutputView out) throws IOException {
        Encoding.writeString(serializer.name(), out);
        out.writeByte(serializer.format());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if this is a snapshot of something else or of a newer release
     */
    @Override
    public final void readSnapshot(int version, DataInputView in, ClassLoader loader)
            throws IOException {
        if (version != SNAPSHOT_VERSION) {
            throw new IOException(
                    "snapshot version of "
                            + serializer.name()
                            + ": "
                            + version
                            + " (expected: "
                            + SNAPSHOT_VERSION
                            + ")");
        }
        String name = Encoding.readString(in);
        if (!name.equals(serializer.name())) {
            throw new IOException("snapshot: " + name + " (expected: " + serializer.name() + ")");
        }
        int found = in.readByte();
        if (found < 1 || found > serializer.format()) {
            throw serializer.unknownFormat(found);
        }
    }

    @Override
    public final TypeSerializer<T> restoreSerializer() {
        return serializer;
    }

    @Override
    public final TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
            TypeSerializerSnapshot<T> older) {
        return older.getClass() == getClass()
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}
