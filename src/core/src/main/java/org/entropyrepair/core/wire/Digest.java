package org.entropyrepair.core.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.jspecify.annotations.Nullable;

/**
 * The names that the pipeline gives: the first 16 bytes of SHA-256, in hexadecimal. Every part goes
 * in with its length before it, so that no two lists of parts read the same, and the first part
 * says what is named. What goes in, and in which order, never changes.
 */
final class Digest {
    private static final int NAME_BYTES = 16;

    private final MessageDigest sha256;

    private Digest(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    static Digest of(String what) {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256")).add(what);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }

    Digest add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    Digest add(long part) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(part).array());
    }

    /** Adds a part that may be absent, which differs from an empty one. */
    Digest addOptional(@Nullable Bytes part) {
        add(part == null ? 0 : 1);
        return part == null ? this : add(part.unsafeArray());
    }

    Digest add(Cell cell) {
        return add(cell.namespace()).add(cell.id().unsafeArray()).addOptional(cell.key());
    }

    private Digest add(byte[] part) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        sha256.update(part);
        return this;
    }

    String name() {
        return HexFormat.of().formatHex(sha256.digest(), 0, NAME_BYTES);
    }
}
