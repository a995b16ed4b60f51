package org.entropyrepair.benchmarks.peers;

/**
 * What the cells show in the end, against what last-write-wins must give.
 *
 * @param cells how many there are
 * @param lost the write that must win never landed
 * @param undone it is a delete and had landed, but an older put shows
 * @param overwritten it had landed, but something else shows
 */
record Verdict(int cells, int lost, int undone, int overwritten) {
    int wrong() {
        return lost + undone + overwritten;
    }

    @Override
    public String toString() {
        return lost + " / " + undone + " / " + overwritten;
    }
}
