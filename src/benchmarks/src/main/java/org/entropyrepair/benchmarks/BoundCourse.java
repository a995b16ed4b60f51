package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a job took in while ever more pended, one stretch of time after the other; and whether it
 * held: did not die, did not thrash, and did not fall behind a job with all of its state in
 * RocksDB.
 */
final class BoundCourse {
    /** More of the time than this in collections is thrashing. */
    static final double COLLECTING_SHARE_MAX = 0.25;

    /** Less than this of the reference is not RocksDB's speed. */
    static final double TO_REFERENCE_MIN = 0.7;

    /** Less than this of its usual rate is standing still. */
    static final double STILL_SHARE = 0.05;

    /** Standing still for longer than this is thrashing, too. */
    static final double STILL_SECONDS_MAX = 30;

    private final List<Stretch> stretches = new ArrayList<>();

    /**
     * A stretch of time.
     *
     * @param seconds how long it was
     * @param taken how many failures were taken in
     * @param cpuSeconds what the tasks that repair and that write outcomes took of the CPU
     * @param collectingSeconds how long the process stood still for collections
     */
    record Stretch(double seconds, long taken, double cpuSeconds, double collectingSeconds) {
        double collectingShare() {
            return collectingSeconds / seconds;
        }

        double perSecond() {
            return taken / seconds;
        }
    }

    void add(Stretch stretch) {
        stretches.add(stretch);
    }

    /** All of it as one. */
    Stretch whole() {
        return sum(stretches);
    }

    /** Its last quarter, at least one stretch; with the most pending. */
    Stretch lastQuarter() {
        int from = Math.min(stretches.size() - 1, stretches.size() * 3 / 4);
        return sum(stretches.subList(Math.max(0, from), stretches.size()));
    }

    /** In which the last quarter of the first so many was taken in, at least one stretch. */
    Stretch lastQuarterOf(long many) {
        List<Stretch> those = new ArrayList<>();
        long taken = 0;
        for (Stretch stretch : stretches) {
            taken += stretch.taken();
            if (taken > many && !those.isEmpty()) {
                break;
            }
            if (taken > many * 3 / 4) {
                those.add(stretch);
            }
        }
        return sum(those);
    }

    /** The longest time in which hardly any was taken in. */
    double stillSeconds() {
        double rate = whole().perSecond();
        double longest = 0;
        double still = 0;
        for (Stretch stretch : stretches) {
            still = stretch.perSecond() < STILL_SHARE * rate ? still + stretch.seconds() : 0;
            longest = Math.max(longest, still);
        }
        return longest;
    }

    private static Stretch sum(List<Stretch> some) {
        return new Stretch(
                some.stream().mapToDouble(Stretch::seconds).sum(),
                some.stream().mapToLong(Stretch::taken).sum(),
                some.stream().mapToDouble(Stretch::cpuSeconds).sum(),
                some.stream().mapToDouble(Stretch::collectingSeconds).sum());
    }

    /**
     * Whether it held, in words.
     *
     * @param wanted how many failures there were, each of an edge of its own
     * @param pending how many pend at the end
     * @param reference the other job's course, over the first of them; empty if there was none
     */
    String verdict(long wanted, long pending, BoundCourse reference) {
        List<String> wrong = new ArrayList<>();
        if (pending != wanted) {
            wrong.add(say("%,d of %,d pend at the end (expected: all)", pending, wanted));
        }
        double share = lastQuarter().collectingShare();
        if (!(share <= COLLECTING_SHARE_MAX)) {
            wrong.add(
                    say(
                            "it thrashes: %.0f %% of the last quarter in collections (expected: at"
                                    + " most %.0f)",
                            100 * share, 100 * COLLECTING_SHARE_MAX));
        }
        if (stillSeconds() > STILL_SECONDS_MAX) {
            wrong.add(
                    say(
                            "it stood still for %.0f s (expected: at most %.0f)",
                            stillSeconds(), STILL_SECONDS_MAX));
        }
        double ratio = toReference(reference);
        if (!reference.stretches.isEmpty() && !(ratio >= TO_REFERENCE_MIN)) {
            wrong.add(
                    say(
                            "%.2f of stock's rate with as many pending (expected: at least %.2f)",
                            ratio, TO_REFERENCE_MIN));
        }
        return wrong.isEmpty() ? "the bound holds" : "THE BOUND DOES NOT HOLD: " + wrong;
    }

    /** How fast it was where the other took in its last quarter, to that; NaN if there was none. */
    double toReference(BoundCourse reference) {
        long many = reference.whole().taken();
        return lastQuarterOf(many).perSecond() / reference.lastQuarterOf(many).perSecond();
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
