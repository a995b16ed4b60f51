package org.entropyrepair.flow.repair;

import org.entropyrepair.core.model.Subject;

/**
 * Which edges RocksDB may hold, so that it need not be asked about those it cannot: a counting
 * Bloom filter with one hash. It says yes of one that is not there now and then, never no of one
 * that is. Task thread only.
 *
 * <p>What a restored state holds is not known until the sweep has passed over it: up to then
 * everything may be there, and nothing is forgotten.
 */
final class StoredKeys {
    /** A byte each: 4 MiB. A hundred thousand edges make it wrong about one in forty others. */
    private static final int COUNTERS = 1 << 22;

    /** A counter which got here stays here: how many it stands for is no longer known. */
    private static final byte STUCK = Byte.MAX_VALUE;

    private final byte[] counters = new byte[COUNTERS];
    private boolean complete;

    /**
     * The keys of a state.
     *
     * @param complete whether nothing was restored, so that all that comes is added
     */
    StoredKeys(boolean complete) {
        this.complete = complete;
    }

    /** Everything that was restored has been added. */
    void complete() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    void add(Subject edge) {
        int at = slot(edge);
        if (counters[at] != STUCK) {
            counters[at]++;
        }
    }

    /** One that was added is there no longer. */
    void remove(Subject edge) {
        int at = slot(edge);
        if (complete && counters[at] != STUCK) {
            counters[at]--;
        }
    }

    boolean mayHold(Subject edge) {
        return !complete || counters[slot(edge)] != 0;
    }

    /** The hash is one that key groups were made of: its bits are mixed again (MurmurHash3). */
    private static int slot(Subject edge) {
        int hash = edge.hashCode();
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return (hash ^ hash >>> 16) & COUNTERS - 1;
    }
}
