package org.entropyrepair.flow.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.entropyrepair.core.model.Subject;

/**
 * Writes what failures are keyed by.
 *
 * <p>The bytes are the key of every repair in RocksDB: equal subjects are equal bytes, and the
 * format can never change.
 */
public final class SubjectSerializer extends VersionedSerializer<Subject> {
    /** The only instance there need be. */
    public static final SubjectSerializer INSTANCE = new SubjectSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;
    private static final int EDGE = 1;
    private static final int NODE = 2;

    private SubjectSerializer() {
        super("subject", FORMAT);
    }

    @Override
    protected void write(Subject subject, DataOutputView out) throws IOException {
        if (subject instanceof Subject.Edge edge) {
            out.writeByte(EDGE);
            Encoding.writeString(edge.graph(), out);
            Encoding.writeString(edge.type(), out);
            Encoding.writeString(edge.source(), out);
            Encoding.writeString(edge.target(), out);
        } else if (subject instanceof Subject.Node node) {
            out.writeByte(NODE);
            Encoding.writeString(node.graph(), out);
            Encoding.writeString(node.type(), out);
            Encoding.writeString(node.id(), out);
        }
    }

    @Override
    protected Subject read(int format, DataInputView in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case EDGE ->
                    new Subject.Edge(
                            Names.read(in),
                            Names.read(in),
                            Encoding.readString(in),
                            Encoding.readString(in));
            case NODE -> new Subject.Node(Names.read(in), Names.read(in), Encoding.readString(in));
            default -> throw new IOException("subject: " + tag + " (expected: 1 or 2)");
        };
    }

    @Override
    public VersionedSnapshot<Subject> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint remembers of this serializer. */
    public static final class Snapshot extends VersionedSnapshot<Subject> {
        /** Called by Flink, by name. */
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
