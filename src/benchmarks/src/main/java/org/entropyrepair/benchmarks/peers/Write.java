package org.entropyrepair.benchmarks.peers;

/**
 * One write that failed, as the benchmark made it up.
 *
 * @param cell number of the cell
 * @param micros when the write was generated, microseconds since 1970
 * @param nonceHigh first half of the nonce, unsigned
 * @param nonceLow second half of the nonce, unsigned
 * @param delete whether it removes the cell
 * @param atMillis when it failed, milliseconds since the load's begin
 */
record Write(int cell, long micros, long nonceHigh, long nonceLow, boolean delete, int atMillis) {

    /**
     * Design §3, worked out once more and on purpose without the order of {@code
     * core.model.Version}: larger microseconds; on a tie a delete beats a put; then the larger
     * nonce, unsigned.
     */
    boolean winsOver(Write other) {
        if (micros != other.micros) {
            return micros > other.micros;
        }
        if (delete != other.delete) {
            return delete;
        }
        int high = Long.compareUnsigned(nonceHigh, other.nonceHigh);
        return high == 0 ? Long.compareUnsigned(nonceLow, other.nonceLow) > 0 : high > 0;
    }

    static Write later(Write one, Write other) {
        return other.winsOver(one) ? other : one;
    }
}
