package org.entropyrepair.quickstart.progress;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * Counts how repairs ended, each end once however often it is delivered. Fed by one thread, asked
 * by any.
 */
public final class Ends {
    private final Pending pending;
    private final Set<End> seen = new HashSet<>();
    private final Map<RepairState, AtomicLong> byState = new EnumMap<>(RepairState.class);
    private final Map<String, AtomicLong> byTarget = new ConcurrentHashMap<>();
    private volatile long lastChangeNanos = System.nanoTime();

    /**
     * What makes an end this one and no other: the repair (as a hash), and its revision. The token
     * since two repairs of one cell may end within the same moment.
     */
    private record End(int repair, long revision, long nonce) {}

    /** Nothing has ended yet. */
    public Ends(Pending pending) {
        this.pending = pending;
        for (RepairState state : RepairState.values()) {
            byState.put(state, new AtomicLong());
        }
    }

    /**
     * An outcome was read.
     *
     * @param key the key under which its topic keeps it
     */
    public void read(Bytes key, Outcome outcome) {
        lastChangeNanos = System.nanoTime();
        Cell cell = outcome.cell();
        @Nullable Version version = outcome.version();
        if (!outcome.state().isEnd() || cell == null || version == null) {
            return;
        }
        if (seen.add(new End(key.hashCode(), outcome.revision(), version.token().nonceLow()))) {
            of(outcome.state()).incrementAndGet();
            byTarget.computeIfAbsent(outcome.target(), absent -> new AtomicLong())
                    .incrementAndGet();
            pending.ended(cell, outcome.target(), version.token().generatedAtMicros());
        }
    }

    /** How many repairs ended so. */
    public long count(RepairState state) {
        return of(state).get();
    }

    /** How many repairs of a region ended, one way or other. */
    public long count(String target) {
        AtomicLong count = byTarget.get(target);
        return count == null ? 0 : count.get();
    }

    /** For how long nothing has been read. */
    public long quietMillis() {
        return (System.nanoTime() - lastChangeNanos) / 1_000_000;
    }

    private AtomicLong of(RepairState state) {
        AtomicLong count = byState.get(state);
        if (count == null) {
            throw new IllegalStateException("state: " + state + " (expected: one with a counter)");
        }
        return count;
    }
}
