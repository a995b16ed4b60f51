package org.entropyrepair.flow.state;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What a checkpoint holds beside RocksDB: the changes of one key group that RocksDB had not been
 * told, as Flink's raw keyed state. Savepoints have none.
 *
 * <p>The bytes: {@value #MARK} as four bytes, the number of changes as four bytes, each change as
 * {@link EdgeChangeSerializer} writes it. A release that knows nothing of this takes raw keyed
 * state for timers, and the mark for their number: it fails rather than begins without the changes.
 */
public final class EdgeChanges {
    private static final int MARK = 0x65722D31; // "er-1"
    private static final int CHUNK = 1 << 16;

    private EdgeChanges() {}

    /** What is done with a change. */
    @FunctionalInterface
    public interface Taker {
        /** Takes one. */
        void take(EdgeChange change) throws Exception;
    }

    /**
     * Writes those of one key group.
     *
     * @throws IOException if {@code out} does not take it
     */
    public static void write(List<EdgeChange> changes, OutputStream out) throws IOException {
        DataOutputSerializer chunk = new DataOutputSerializer(2 * CHUNK);
        chunk.writeInt(MARK);
        chunk.writeInt(changes.size());
        for (EdgeChange change : changes) {
            EdgeChangeSerializer.INSTANCE.serialize(change, chunk);
            if (chunk.length() >= CHUNK) {
                drain(chunk, out);
            }
        }
        drain(chunk, out);
    }

    private static void drain(DataOutputSerializer chunk, OutputStream out) throws IOException {
        out.write(chunk.getSharedBuffer(), 0, chunk.length());
        chunk.clear();
    }

    /**
     * Reads those of one key group, and perhaps beyond.
     *
     * @throws IOException if it is something else, or ends early
     * @throws Exception what the taker throws
     */
    public static void read(InputStream in, Taker taker) throws Exception {
        DataInputView view = new DataInputViewStreamWrapper(new BufferedInputStream(in, CHUNK));
        try {
            int mark = view.readInt();
            if (mark != MARK) {
                throw new IOException(
                        "raw keyed state: begins with %08x (expected: %08x)".formatted(mark, MARK));
            }
            for (int left = view.readInt(); left > 0; left--) {
                taker.take(EdgeChangeSerializer.INSTANCE.deserialize(view));
            }
        } catch (EOFException e) {
            throw new IOException("raw keyed state: ends early", e);
        }
    }
}
