package org.entropyrepair.sinks.rocksdb;

import java.nio.ByteBuffer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * A version as it lies in the database. Format 1, big-endian:
 *
 * <pre>
 *  0  u8   format, 1
 *  1  u8   kind, {@link Version.Kind#code()}
 *  2  i64  the token's generatedAtMicros
 * 10  16   the token's nonce
 * 26  i64  expiresAtMicros, {@link Version#NEVER} if it does not run out
 * 34  i64  writtenAtMillis
 * 42  u32  length of the metadata
 * 46       metadata, then the value to the end
 * </pre>
 *
 * @param version its place in the order
 * @param writtenAtMillis when this store took it, milliseconds since 1970: tombstones are kept from
 *     then
 * @param metadata empty where there is none
 * @param value empty for a delete and for what was found to have run out
 */
record Envelope(Version version, long writtenAtMillis, Bytes metadata, Bytes value) {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 46;

    byte[] encode() {
        Token token = version.token();
        return ByteBuffer.allocate(HEADER_BYTES + metadata.size() + value.size())
                .put(FORMAT)
                .put((byte) version.kind().code())
                .putLong(token.generatedAtMicros())
                .putLong(token.nonceHigh())
                .putLong(token.nonceLow())
                .putLong(version.expiresAtMicros())
                .putLong(writtenAtMillis)
                .putInt(metadata.size())
                .put(metadata.unsafeArray())
                .put(value.unsafeArray())
                .array();
    }

    /**
     * The envelope in these bytes.
     *
     * @throws IllegalStateException if they are not one
     */
    static Envelope decode(byte[] bytes) {
        Version version = versionOf(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, 34, bytes.length - 34);
        long writtenAtMillis = in.getLong();
        int metadataBytes = in.getInt();
        if (metadataBytes < 0 || metadataBytes > in.remaining()) {
            throw new IllegalStateException(
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
        return new Envelope(version, writtenAtMillis, Bytes.wrap(metadata), Bytes.wrap(value));
    }

    /**
     * The version alone, without copying the value.
     *
     * @throws IllegalStateException if the bytes are not an envelope
     */
    static Version versionOf(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != FORMAT) {
            throw new IllegalStateException(
                    "envelope: "
                            + (bytes.length < HEADER_BYTES
                                    ? bytes.length + " bytes"
                                    : "format " + bytes[0])
                            + " (expected: format "
                            + FORMAT
                            + ", at least "
                            + HEADER_BYTES
                            + " bytes; was this folder written by a newer version?)");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, HEADER_BYTES - 1);
        Version.Kind kind = Version.Kind.ofCode(in.get());
        Token token = new Token(in.getLong(), in.getLong(), in.getLong());
        return new Version(token, kind, in.getLong());
    }

    /** Whether there are bytes that a reader will not see any more. */
    boolean hasDeadBytes(long nowMicros) {
        return !version.isLive(nowMicros) && !(value.isEmpty() && metadata.isEmpty());
    }

    /** This version without its bytes. */
    Envelope emptied() {
        return new Envelope(version, writtenAtMillis, Bytes.EMPTY, Bytes.EMPTY);
    }

    /**
     * Whether this is a delete, or a put which ran out, that was kept long enough. It counts from
     * the latest of the token's time, the expiry and the write itself: a late delete is kept as
     * long as one in time.
     */
    boolean isPurgeable(long nowMillis, long keptMillis) {
        if (version.isLive(nowMillis * 1_000)) {
            return false;
        }
        long since = Math.max(writtenAtMillis, version.token().generatedAtMicros() / 1_000);
        if (version.expires()) {
            since = Math.max(since, version.expiresAtMicros() / 1_000);
        }
        return nowMillis - keptMillis >= since;
    }
}
