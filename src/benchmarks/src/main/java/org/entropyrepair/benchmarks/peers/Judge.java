package org.entropyrepair.benchmarks.peers;

import java.util.Map;
import java.util.function.Function;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/** Compares what a store shows with what the list of failures says it must show. */
final class Judge {
    private Judge() {}

    /**
     * What one cell shows.
     *
     * @param version the version that shows; null if nothing ever landed
     * @param winnerLanded whether the write that must win has ever landed
     */
    record Shown(@Nullable Version version, boolean winnerLanded) {}

    /** Judges every cell of which there was a failure. */
    static Verdict judge(Map<Cell, Write> winners, Function<Cell, Shown> store) {
        int lost = 0;
        int undone = 0;
        int overwritten = 0;
        for (Map.Entry<Cell, Write> entry : winners.entrySet()) {
            Write winner = entry.getValue();
            Shown shown = store.apply(entry.getKey());
            if (shown.version() != null && is(shown.version(), winner)) {
                continue;
            }
            if (shown.version() == null || !shown.winnerLanded()) {
                lost++;
            } else if (winner.delete() && !shown.version().isDelete()) {
                undone++;
            } else {
                overwritten++;
            }
        }
        return new Verdict(winners.size(), lost, undone, overwritten);
    }

    /** Whether a version is that of a write. */
    static boolean is(Version version, Write write) {
        return version.token().generatedAtMicros() == write.micros()
                && version.token().nonceHigh() == write.nonceHigh()
                && version.token().nonceLow() == write.nonceLow()
                && version.isDelete() == write.delete();
    }
}
