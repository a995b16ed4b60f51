package org.entropyrepair.benchmarks;

import java.util.Arrays;
import java.util.Random;

/** Numbers of which the k-th is drawn in proportion to 1/k. */
final class Zipf {
    private static final int NUMBERS = 100_000;

    private final Random random;
    private final double[] upTo = new double[NUMBERS];

    Zipf(Random random) {
        this.random = random;
        double sum = 0;
        for (int k = 0; k < NUMBERS; k++) {
            sum += 1.0 / (k + 1);
            upTo[k] = sum;
        }
    }

    /** The next, from 0 to 99,999. */
    int next() {
        int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[NUMBERS - 1]);
        return at < 0 ? -at - 1 : at;
    }
}
