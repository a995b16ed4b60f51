package org.entropyrepair.sinks.cassandra;

import java.nio.ByteBuffer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * A version with its bytes as it lies in the one column of the {@code envelope} layout. Big-endian:
 *
 * <pre>
 *  0  u8   kind: 0 a put that stays, 1 a put that runs out, 2 a delete
 *  1  16   the token's nonce
 * 17  u64  2^63 - 1 - expiresAtMicros: what runs out earlier is larger
 * 25  u8   format of what follows, 1
 * 26  u32  length of the metadata
 * 30       metadata, then the value to the end
 * </pre>
 *
 * <p>The token's time is not in it: it is the column's write time. Of two cells with one write time
 * Cassandra keeps the one whose bytes, unsigned, are larger, and so up to byte 25 this is {@link
 * Version#compareTo}. That holds among cells without a TTL of Cassandra's only (one with a TTL
 * beats one without, and among two with a TTL the one that is deleted later wins, whatever they
 * hold; {@code Cells.resolveRegular}): envelopes are always written with {@code TTL 0}, what runs
 * out as well.
 *
 * @param version its place in the order
 * @param metadata empty where there is none
 * @param value empty for a delete
 */
record Envelope(Version version, Bytes metadata, Bytes value) {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 30;

    byte[] encode() {
        Token token = version.token();
        return ByteBuffer.allocate(HEADER_BYTES + metadata.size() + value.size())
                .put((byte) version.rank())
                .putLong(token.nonceHigh())
                .putLong(token.nonceLow())
                .putLong(Long.MAX_VALUE - version.expiresAtMicros())
                .put(FORMAT)
                .putInt(metadata.size())
                .put(metadata.unsafeArray())
                .put(value.unsafeArray())
                .array();
    }

    /**
     * The envelope in these bytes.
     *
     * @param writeTimeMicros the column's write time
     * @throws IllegalArgumentException if they are not one
     */
    static Envelope decode(ByteBuffer bytes, long writeTimeMicros) {
        ByteBuffer in = bytes.duplicate();
        if (in.remaining() < HEADER_BYTES || in.get(in.position() + 25) != FORMAT) {
            throw new IllegalArgumentException(
                    "envelope: "
                            + (in.remaining() < HEADER_BYTES
                                    ? in.remaining() + " bytes"
                                    : "format " + in.get(in.position() + 25))
                            + " (expected: format "
                            + FORMAT
                            + ", at least "
                            + HEADER_BYTES
                            + " bytes)");
        }
        int kind = in.get();
        Token token = new Token(writeTimeMicros, in.getLong(), in.getLong());
        long expiresAtMicros = Long.MAX_VALUE - in.getLong();
        Version version =
                switch (kind) {
                    case 0 -> Version.put(token);
                    case 1 -> new Version(token, Version.Kind.PUT, expiresAtMicros);
                    case 2 -> Version.delete(token);
                    default ->
                            throw new IllegalArgumentException(
                                    "envelope: kind " + kind + " (expected: 0, 1 or 2)");
                };
        in.get();
        int metadataBytes = in.getInt();
        if (metadataBytes < 0 || metadataBytes > in.remaining()) {
            throw new IllegalArgumentException(
                    "envelope: metadata of "
                            + metadataBytes
                            + " bytes (expected: at most "
                            + in.remaining()
                            + ")");
        }
        byte[] metadata = new byte[metadataBytes];
        in.get(metadata);
        byte[] value = new byte[in.remaining()];
        in.get(value);
        return new Envelope(version, Bytes.wrap(metadata), Bytes.wrap(value));
    }
}
