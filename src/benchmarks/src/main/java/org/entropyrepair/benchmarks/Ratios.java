package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The ratios of all rounds but the warm-up. */
final class Ratios {
    private final List<Double> all = new ArrayList<>();

    void add(double ratio) {
        all.add(ratio);
        Collections.sort(all);
    }

    double median() {
        return (all.get((all.size() - 1) / 2) + all.get(all.size() / 2)) / 2;
    }

    /** Whether none is of nothing or to nothing. */
    boolean areNumbers() {
        return all.stream().allMatch(ratio -> ratio > 0 && Double.isFinite(ratio));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "median %.3f, %.3f to %.3f",
                median(),
                all.get(0),
                all.get(all.size() - 1));
    }
}
