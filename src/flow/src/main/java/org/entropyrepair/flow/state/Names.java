package org.entropyrepair.flow.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts of which there are few and each comes again and again (regions, topics, types), so
 * that a million records on the heap have one object for each. Written by {@link
 * Encoding#writeString}, as any text. Any thread.
 */
final class Names {
    private static final int SLOTS = 1 << 10;
    private static final int LENGTH_MAX = 64;

    /** Threads may overwrite each other's: what is lost is a name that is read anew. */
    private static final @Nullable Name[] KNOWN = new Name[SLOTS];

    private Names() {}

    private static final class Name {
        private final byte[] bytes;
        private final String text;

        Name(byte[] bytes) {
            this.bytes = bytes;
            this.text = new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Reads a text; an equal one is the same object, as long as there are few. */
    static String read(DataInputView in) throws IOException {
        long head = Encoding.readVarLong(in);
        long length = head >>> 1;
        if (length > LENGTH_MAX || (head & 1) != 0) {
            return Encoding.readString(head, in);
        }
        byte[] bytes = new byte[(int) length];
        in.readFully(bytes);
        int slot = Arrays.hashCode(bytes) & SLOTS - 1;
        Name known = KNOWN[slot];
        if (known == null || !Arrays.equals(known.bytes, bytes)) {
            known = new Name(bytes);
            KNOWN[slot] = known;
        }
        return known.text;
    }
}
