package org.entropyrepair.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A figure of several rounds.
 *
 * @param sorted from the least to the most; what is not a number comes last
 */
record Spread(double[] sorted) {
    static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Spread(sorted);
    }

    double median() {
        return sorted[sorted.length / 2];
    }

    /** Median, and least to most. */
    String text(String format) {
        String each = "%1$" + format;
        String range = "%1$" + format + " (%2$" + format + " to %3$" + format + ")";
        return sorted.length == 1
                ? String.format(Locale.ROOT, each, median())
                : String.format(Locale.ROOT, range, median(), sorted[0], sorted[sorted.length - 1]);
    }
}
