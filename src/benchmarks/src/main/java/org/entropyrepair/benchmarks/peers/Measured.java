package org.entropyrepair.benchmarks.peers;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What came of a scenario, in a line of numbers from the contender's process to the benchmark.
 *
 * @param failures how many there were
 * @param calls how often a write was tried
 * @param refused how many of these the target did not take
 * @param tookMillis from the load's begin, or from the target's return, until every cell had caught
 *     up; negative if that has not happened in time
 * @param decided what the store shows, which decides by last-write-wins
 * @param lastArrived what a store would show that keeps what arrives last
 */
record Measured(
        int failures,
        long calls,
        long refused,
        long tookMillis,
        Verdict decided,
        Verdict lastArrived) {

    String line() {
        return LongStream.concat(
                        LongStream.of(failures, calls, refused, tookMillis),
                        LongStream.concat(numbers(decided), numbers(lastArrived)))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    private static LongStream numbers(Verdict verdict) {
        return LongStream.of(
                verdict.cells(), verdict.lost(), verdict.undone(), verdict.overwritten());
    }

    static Measured ofLine(String line) {
        long[] all = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Measured((int) all[0], all[1], all[2], all[3], verdict(all, 4), verdict(all, 8));
    }

    private static Verdict verdict(long[] all, int from) {
        return new Verdict(
                (int) all[from], (int) all[from + 1], (int) all[from + 2], (int) all[from + 3]);
    }

    /** The same if the load began so much later than it was to. */
    Measured later(long millis) {
        return tookMillis < 0
                ? this
                : new Measured(
                        failures,
                        calls,
                        refused,
                        Math.max(0, tookMillis - millis),
                        decided,
                        lastArrived);
    }

    double failuresPerSecond() {
        return tookMillis < 0 ? Double.NaN : failures * 1_000.0 / Math.max(1, tookMillis);
    }

    double callsPerFailure() {
        return (double) calls / failures;
    }
}
