package org.entropyrepair.sinks;

import org.entropyrepair.core.model.Bytes;

/**
 * The part of a namespace that a record falls into, the same in every store and for ever.
 *
 * <p>A record, with all its cells and its marker, is in one bucket. The bucket is a slice of the
 * ring of Cassandra's {@code Murmur3Partitioner}, over the bytes of the id: one bucket is then a
 * token range where a table is partitioned by the id alone, and any other store can sort by {@link
 * #ringPosition}. A bucket is a contiguous range of positions, in unsigned order.
 */
public final class Buckets {
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private Buckets() {}

    /**
     * The bucket of an id.
     *
     * @param buckets how many there are, at least 1
     * @return from 0 to {@code buckets} - 1
     * @throws IllegalArgumentException if {@code buckets} is less than 1
     */
    public static int of(Bytes id, int buckets) {
        checkCount(buckets);
        return (int) (((ringPosition(id) >>> 32) * buckets) >>> 32);
    }

    /**
     * The least ring position (unsigned) of a bucket; for the bucket after the last one there is
     * none, and the ring ends with {@code -1L}.
     *
     * @throws IllegalArgumentException if the bucket is not one of {@code buckets}
     */
    public static long firstPosition(int bucket, int buckets) {
        check(bucket, buckets);
        return (((((long) bucket) << 32) + buckets - 1) / buckets) << 32;
    }

    /**
     * Checks the arguments of a scan.
     *
     * @throws IllegalArgumentException if the bucket is not one of {@code buckets}
     */
    public static void check(int bucket, int buckets) {
        checkCount(buckets);
        if (bucket < 0 || bucket >= buckets) {
            throw new IllegalArgumentException(
                    "bucket: " + bucket + " (expected: 0 to " + (buckets - 1) + ")");
        }
    }

    private static void checkCount(int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("buckets: " + buckets + " (expected: at least 1)");
        }
    }

    /**
     * Where an id stands on the ring, to be compared unsigned: Cassandra's token of these bytes,
     * moved up by 2^63.
     */
    public static long ringPosition(Bytes id) {
        long token = murmur3(id.unsafeArray());
        // As Murmur3Partitioner does: the least token is the ring's own, not a key's.
        return (token == Long.MIN_VALUE ? Long.MAX_VALUE : token) ^ Long.MIN_VALUE;
    }

    /**
     * First half of MurmurHash3 x64 128, seed 0, as Cassandra has it: bytes of the tail are
     * sign-extended (CASSANDRA-2975's port; kept by every driver).
     */
    private static long murmur3(byte[] bytes) {
        int blocks = bytes.length / 16;
        long h1 = 0;
        long h2 = 0;
        for (int i = 0; i < blocks; i++) {
            h1 ^= mixFirst(littleEndian(bytes, i * 16));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixSecond(littleEndian(bytes, i * 16 + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        long k1 = 0;
        long k2 = 0;
        int tail = blocks * 16;
        for (int i = bytes.length - 1; i >= tail; i--) {
            int at = i - tail;
            if (at >= 8) {
                k2 ^= ((long) bytes[i]) << ((at - 8) * 8);
            } else {
                k1 ^= ((long) bytes[i]) << (at * 8);
            }
        }
        h1 ^= mixFirst(k1);
        h2 ^= mixSecond(k2);
        h1 ^= bytes.length;
        h2 ^= bytes.length;
        h1 += h2;
        h2 += h1;
        return finish(h1) + finish(h2);
    }

    private static long mixFirst(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mixSecond(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long finish(long h) {
        long mixed = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    private static long littleEndian(byte[] bytes, int from) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = (value << 8) | (bytes[from + i] & 0xff);
        }
        return value;
    }
}
