package org.entropyrepair.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.apache.flink.core.execution.JobClient;

/**
 * How far a job had come at which moment, from the first record on: what was read, and what of it
 * was finished. A failure is finished when nothing pends of it any more, by whatever way.
 */
final class Course {
    private static final long SECOND = 1_000_000_000L;
    private static final int LOOKS_PER_STATUS = 250;

    private final List<Look> looks = new ArrayList<>();

    private long cpuNanos;

    private record Look(long nanos, long read, long finished) {}

    /** Of nothing yet. */
    Course() {}

    /** Adds a later look: what had been read and finished at this moment. */
    void add(long nanos, long read, long finished) {
        looks.add(new Look(nanos, read, finished));
    }

    /**
     * Watches a job until all is finished or it has run for so long.
     *
     * @param read how many records it has read
     * @param finished how many of them are finished
     * @param all how many there are
     */
    static Course of(
            JobClient job, LongSupplier read, LongSupplier finished, long all, int secondsMax)
            throws Exception {
        Course course = new Course();
        long began = 0;
        for (int looks = 0; ; looks++) {
            if (looks % LOOKS_PER_STATUS == 0) {
                RepairRun.stopIfFailed(job);
            }
            long now = System.nanoTime();
            long readNow = read.getAsLong();
            long finishedNow = finished.getAsLong();
            if (readNow > 0) {
                began = began == 0 ? now : began;
                course.add(now, readNow, finishedNow);
                if (finishedNow >= all || now - began > secondsMax * SECOND) {
                    course.cpuNanos = TaskCpu.nanos();
                    return course;
                }
            }
            Thread.sleep(4); // a benchmark's own clock, not a test
        }
    }

    /** Finished per second, from the first record on. */
    double whole() {
        return finishedPerSecond(looks.get(0), last());
    }

    /**
     * What it kept up, per second: the less of what was read and of what was finished in the middle
     * half of the time in which something was finished. 0 if all had been read before: then it was
     * a burst, and nothing was steady.
     */
    double steady() {
        Look first = looks.stream().filter(one -> one.finished() > 0).findFirst().orElse(last());
        long quarter = (last().nanos() - first.nanos()) / 4;
        Look from = at(first.nanos() + quarter);
        Look to = at(last().nanos() - quarter);
        return Math.min(finishedPerSecond(from, to), perSecond(to.read() - from.read(), from, to));
    }

    /**
     * The greater of the two: where reading and finishing take turns, longer than the middle is,
     * {@link #steady()} says too little.
     */
    double best() {
        return Math.max(steady(), whole());
    }

    /** The most that had been read and was not finished. */
    long pendingMost() {
        return looks.stream().mapToLong(one -> one.read() - one.finished()).max().orElse(0);
    }

    /**
     * Whether failures were held: by Little's law as many pend as are finished in the time that
     * each waits, or as happened in it, whichever is less; a tenth less is enough.
     */
    boolean held(int perSecond, int holdMillis) {
        double rate = perSecond == 0 ? whole() : Math.min(perSecond, whole());
        return pendingMost() >= 0.9 * rate * holdMillis / 1_000;
    }

    /** CPU of the tasks that repair and that write outcomes, for each that was finished. */
    double cpuMicrosEach() {
        return last().finished() == 0 ? 0 : cpuNanos / 1e3 / last().finished();
    }

    /** Whether all but a tenth were finished. */
    boolean isWhole(long all) {
        return last().finished() >= all - all / 10;
    }

    /** How much was finished in each second. */
    List<Long> eachSecond() {
        List<Long> each = new ArrayList<>();
        long from = looks.get(0).nanos();
        for (Look before = at(from); from + SECOND <= last().nanos(); from += SECOND) {
            Look after = at(from + SECOND);
            each.add(after.finished() - before.finished());
            before = after;
        }
        return each;
    }

    private Look at(long nanos) {
        return looks.stream().filter(one -> one.nanos() >= nanos).findFirst().orElse(last());
    }

    private Look last() {
        return looks.get(looks.size() - 1);
    }

    private static double finishedPerSecond(Look from, Look to) {
        return perSecond(to.finished() - from.finished(), from, to);
    }

    private static double perSecond(long count, Look from, Look to) {
        return count == 0 ? 0 : count * 1e9 / (to.nanos() - from.nanos());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,.0f/s whole, %,.0f/s steady, %,d finished in %.1f s, at most %,d pending, %.1f µs"
                        + " of CPU each",
                whole(),
                steady(),
                last().finished(),
                (last().nanos() - looks.get(0).nanos()) / 1e9,
                pendingMost(),
                cpuMicrosEach());
    }
}
