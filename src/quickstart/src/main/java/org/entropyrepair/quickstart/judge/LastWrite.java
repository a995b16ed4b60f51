package org.entropyrepair.quickstart.judge;

import org.entropyrepair.core.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What somebody last did to a cell, small enough to keep one for every cell of the graph.
 *
 * @param micros when the write was generated, microseconds since 1970
 * @param nonceHigh first half of the nonce, unsigned
 * @param nonceLow second half of the nonce, unsigned
 * @param delete whether it removed the cell
 * @param expiresMicros when a put ends by itself; {@link Long#MAX_VALUE} if it does not
 * @param content hash of value and metadata; of a delete 0
 */
public record LastWrite(
        long micros,
        long nonceHigh,
        long nonceLow,
        boolean delete,
        long expiresMicros,
        long content) {

    /** The later of two, either of which may be missing only as {@code soFar}. */
    static LastWrite later(@Nullable LastWrite soFar, LastWrite other) {
        return soFar == null || other.winsOver(soFar) ? other : soFar;
    }

    /**
     * Design §3: "larger generatedAtMicros; on a tie a delete beats a put; then the larger nonce,
     * bytes compared unsigned". And so that a put which is about to become a delete is not beaten
     * by a plain one in some regions only: among puts of one microsecond one with a TTL beats one
     * without.
     */
    boolean winsOver(LastWrite other) {
        if (micros != other.micros) {
            return micros > other.micros;
        }
        if (delete != other.delete) {
            return delete;
        }
        boolean ends = expiresMicros != Long.MAX_VALUE;
        boolean otherEnds = other.expiresMicros != Long.MAX_VALUE;
        if (ends != otherEnds) {
            return ends;
        }
        if (nonceHigh != other.nonceHigh) {
            return nonceHigh + Long.MIN_VALUE > other.nonceHigh + Long.MIN_VALUE;
        }
        return nonceLow + Long.MIN_VALUE > other.nonceLow + Long.MIN_VALUE;
    }

    /** Whether a reader sees a value at that moment. */
    boolean visible(long nowMicros) {
        return !delete && nowMicros < expiresMicros;
    }

    /**
     * What a region shows of this cell at that moment as one number, never 0: equal exactly if the
     * regions agree (but for one chance in 2^63).
     *
     * @param tokensOfDeletes whether deletes agree only if they are the same delete; false where a
     *     store cannot show deletes
     */
    long appearance(long nowMicros, boolean tokensOfDeletes) {
        long hash;
        if (visible(nowMicros)) {
            hash = mix(mix(mix(mix(1, micros), nonceHigh), nonceLow), content);
        } else if (tokensOfDeletes) {
            hash = mix(mix(mix(2, micros), nonceHigh), nonceLow);
        } else {
            return 0;
        }
        return hash | 1;
    }

    /** Hash of a value and its metadata. */
    public static long content(Bytes value, Bytes metadata) {
        long hash = mix(3, value.size());
        for (byte b : value.unsafeArray()) {
            hash = hash * 0x100000001b3L ^ (b & 0xff);
        }
        hash = mix(hash, metadata.size());
        for (byte b : metadata.unsafeArray()) {
            hash = hash * 0x100000001b3L ^ (b & 0xff);
        }
        return mix(hash, 4);
    }

    /** The finishing step of MurmurHash3 over a running hash and the next number. */
    private static long mix(long hash, long next) {
        long mixed = hash * 0x9e3779b97f4a7c15L + next;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
