package org.entropyrepair.quickstart.progress;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.entropyrepair.core.model.Cell;

/**
 * Which repairs were published as failures and have not come to an end: (cell, target) with the
 * time of its newest token. Thread-safe.
 */
public final class Pending {
    private final Map<Repair, Long> newestMicros = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> byTarget = new ConcurrentHashMap<>();

    private record Repair(Cell cell, String target) {}

    /** A failure is about to be published. */
    public void published(Cell cell, String target, long tokenMicros) {
        newestMicros.compute(
                new Repair(cell, target),
                (repair, known) -> {
                    if (known == null) {
                        counter(target).incrementAndGet();
                        return tokenMicros;
                    }
                    return Math.max(known, tokenMicros);
                });
    }

    /** A repair came to an end with a token of that time. */
    public void ended(Cell cell, String target, long tokenMicros) {
        newestMicros.computeIfPresent(
                new Repair(cell, target),
                (repair, known) -> {
                    if (tokenMicros < known) {
                        return known;
                    }
                    counter(target).decrementAndGet();
                    return null;
                });
    }

    /** How many are pending in all regions. */
    public long count() {
        return newestMicros.size();
    }

    /** How many are pending in a region. */
    public long count(String target) {
        return counter(target).get();
    }

    /** Some that are pending, in words. */
    public List<String> examples(int most) {
        return newestMicros.keySet().stream().limit(most).map(Repair::toString).toList();
    }

    private AtomicLong counter(String target) {
        return byTarget.computeIfAbsent(target, absent -> new AtomicLong());
    }
}
