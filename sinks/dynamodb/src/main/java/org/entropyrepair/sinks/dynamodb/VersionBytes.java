package org.entropyrepair.sinks.dynamodb;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;

/**
 * A version as 33 bytes whose unsigned order is that of {@link Version#compareTo}, and from which
 * it can be read back. This form is stored and documented: it never changes.
 *
 * <p>In this order: the token's microseconds (8 bytes, big endian, the sign bit flipped), the rank
 * (1 byte: 0 a put that stays, 1 a put that expires or has expired, 2 a delete), the nonce (16
 * bytes), and the expiry in microseconds (8 bytes, every bit but the sign flipped, since of two
 * that are otherwise equal the earlier expiry wins).
 */
final class VersionBytes {
    /** How many bytes a version has. */
    static final int LENGTH = 33;

    private VersionBytes() {}

    /** The bytes of a version. */
    static byte[] of(Version version) {
        Token token = version.token();
        return ByteBuffer.allocate(LENGTH)
                .putLong(token.generatedAtMicros() ^ Long.MIN_VALUE)
                .put((byte) version.rank())
                .putLong(token.nonceHigh())
                .putLong(token.nonceLow())
                .putLong(version.expiresAtMicros() ^ Long.MAX_VALUE)
                .array();
    }

    /** The version of these bytes; empty if they are not one. */
    static Optional<Version> read(byte[] bytes) {
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long micros = buffer.getLong() ^ Long.MIN_VALUE;
        int rank = buffer.get();
        Token token = new Token(micros, buffer.getLong(), buffer.getLong());
        long expiresAtMicros = buffer.getLong() ^ Long.MAX_VALUE;
        boolean expires = expiresAtMicros != Version.NEVER;
        if (expires != (rank == 1) || rank < 0 || rank > 2) {
            return Optional.empty();
        }
        Version.Kind kind = rank == 2 ? Version.Kind.DELETE : Version.Kind.PUT;
        return Optional.of(new Version(token, kind, expiresAtMicros));
    }
}
