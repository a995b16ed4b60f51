package org.entropyrepair.publisher;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.entropyrepair.core.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka record on its way: as it is sent, and as it is spooled.
 *
 * @param key decides the partition
 * @param value the failure
 * @param traceparent W3C trace context; null if there is none
 */
record Outgoing(Bytes key, Bytes value, @Nullable Bytes traceparent) {
    /** Bytes of the shortest written form. */
    static final int WRITTEN_BYTES_MIN = 1 + 2 * Integer.BYTES;

    private static final byte FORMAT = 1;
    private static final int NONE = -1;

    /** Bytes of key and value. */
    int sizeBytes() {
        return key.size() + value.size();
    }

    /** Bytes of the written form. */
    int writtenBytes() {
        int trace = traceparent == null ? 0 : traceparent.size();
        return WRITTEN_BYTES_MIN + key.size() + trace + value.size();
    }

    /** The written form: format, key and trace each with its length, the value as the rest. */
    void writeTo(ByteBuffer out) {
        out.put(FORMAT).putInt(key.size()).put(key.unsafeArray());
        if (traceparent == null) {
            out.putInt(NONE);
        } else {
            out.putInt(traceparent.size()).put(traceparent.unsafeArray());
        }
        out.put(value.unsafeArray());
    }

    /**
     * Reads the written form back.
     *
     * @throws IllegalArgumentException if these bytes are none
     */
    static Outgoing read(ByteBuffer in) {
        try {
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException("format: " + format + " (expected: 1)");
            }
            Bytes key = take(in, in.getInt());
            int traceBytes = in.getInt();
            Bytes trace = traceBytes == NONE ? null : take(in, traceBytes);
            return new Outgoing(key, take(in, in.remaining()), trace);
        } catch (BufferUnderflowException cutShort) {
            throw new IllegalArgumentException("record: cut short", cutShort);
        }
    }

    private static Bytes take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("length: " + length + " (expected: what is there)");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }
}
