package org.entropyrepair.flow.revision;

import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What a source without splits hands out and remembers. As a split no value of it ever exists; as
 * the enumerator's memory there is {@link #NONE}.
 */
public final class NoSplit implements SourceSplit {
    /** The memory of having handed out nothing. */
    static final NoSplit NONE = new NoSplit();

    /** Writes no bytes and reads {@link #NONE}. */
    static final SimpleVersionedSerializer<NoSplit> SERIALIZER = new Serializer();

    private NoSplit() {}

    @Override
    public String splitId() {
        return "none";
    }

    private static final class Serializer implements SimpleVersionedSerializer<NoSplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(NoSplit none) {
            return new byte[0];
        }

        @Override
        public NoSplit deserialize(int version, byte[] bytes) throws IOException {
            if (version != 1 || bytes.length != 0) {
                throw new IOException(
                        "config revision source: "
                                + bytes.length
                                + " bytes of version "
                                + version
                                + " (expected: 0 of version 1)");
            }
            return NONE;
        }
    }
}
