package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.entropyrepair.flow.redrive.Fate;
import org.entropyrepair.flow.redrive.RedriveCounts;
import org.entropyrepair.flow.redrive.Redriver;

/** What a redrive job says when it has ended, out of what its tasks have counted. Pure. */
final class RedriveReport {
    private final Map<String, Long> counts;
    private final boolean dryRun;
    private final int parallelism;

    RedriveReport(Map<String, Long> counts, boolean dryRun, int parallelism) {
        this.counts = Map.copyOf(counts);
        this.dryRun = dryRun;
        this.parallelism = parallelism;
    }

    /** Records that nobody has counted: 0, or there is a bug. */
    long unaccounted() {
        long accounted = 0;
        for (Fate fate : Fate.values()) {
            accounted += of(fate.words());
        }
        return of(RedriveCounts.READ) - accounted;
    }

    /** A line for each thing that there is to be said. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long before = of(Fate.REDRIVEN_BEFORE.words());
        long redriven = of(Fate.REDRIVEN.words()) + before;
        lines.add((dryRun ? "would be redriven: " : "redriven: ") + redriven + by(Fate.REDRIVEN));
        if (before > 0) {
            lines.add("of them before a restart: " + before);
        }
        for (Fate fate : Fate.values()) {
            long count = of(fate.words());
            if (count > 0 && fate != Fate.REDRIVEN && fate != Fate.REDRIVEN_BEFORE) {
                lines.add(fate.words() + ": " + count + by(fate));
            }
        }
        if (of(RedriveCounts.MARKS_UNREADABLE) > 0) {
            lines.add(RedriveCounts.MARKS_UNREADABLE + ": " + of(RedriveCounts.MARKS_UNREADABLE));
        }
        long restarts = of(RedriveCounts.RESTARTS);
        if (restarts > 0 && !dryRun) {
            lines.add(
                    "restarts: %d; in each of them at most %d records may have gone back twice"
                            .formatted(restarts, (long) Redriver.IN_FLIGHT_MAX * parallelism));
        }
        if (unaccounted() != 0) {
            lines.add("not accounted for, which is a bug of entropy-repair: " + unaccounted());
        }
        return lines;
    }

    private String by(Fate fate) {
        Map<String, Long> byReason = new TreeMap<>();
        String prefix = fate.words() + ": ";
        counts.forEach(
                (name, count) -> {
                    if (name.startsWith(prefix)) {
                        byReason.put(name.substring(prefix.length()), count);
                    }
                });
        return byReason.isEmpty() ? "" : " (by reason " + byReason + ")";
    }

    private long of(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
