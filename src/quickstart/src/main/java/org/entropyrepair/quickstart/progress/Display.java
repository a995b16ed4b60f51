package org.entropyrepair.quickstart.progress;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Shows a status which is drawn anew in its place on a terminal, and as a plain line now and then
 * elsewhere. Lines that are to stay are {@link #say said}. Thread-safe.
 */
public final class Display {
    private static final long PLAIN_NANOS_BETWEEN = 3_000_000_000L;

    private final PrintStream out;
    private final int columns;
    private boolean ended;
    private int linesShown;
    private long plainAtNanos;

    /**
     * A display.
     *
     * @param out where it is shown
     * @param columns how wide a terminal it is, on which lines can be taken back; 0 if it is none
     */
    public Display(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
        this.plainAtNanos = System.nanoTime() - PLAIN_NANOS_BETWEEN;
    }

    /** Shows a line that stays. */
    public synchronized void say(String line) {
        takeBack();
        out.println(line);
        out.flush();
    }

    /** Shows the status, in the place of the one before. */
    public synchronized void show(Status status) {
        if (ended) {
            return;
        }
        if (columns > 0) {
            takeBack();
            List<String> lines = status.lines();
            lines.forEach(line -> out.println(cut(line)));
            linesShown = lines.size();
            out.flush();
        } else if (System.nanoTime() - plainAtNanos >= PLAIN_NANOS_BETWEEN) {
            plainAtNanos = System.nanoTime();
            out.println(status.oneLine());
            out.flush();
        }
    }

    /** Shows no more status; what is said is still shown. */
    public synchronized void end() {
        ended = true;
        takeBack();
        out.flush();
    }

    /** A line that wraps could not be taken back. */
    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    private void takeBack() {
        if (linesShown > 0) {
            out.print("\u001b[" + linesShown + "A\u001b[J");
            linesShown = 0;
        }
    }

    /**
     * What is shown.
     *
     * @param seconds since the start
     * @param phase what goes on, in words
     * @param edges edges written so far
     * @param cells cells compared last; 0 if none have been
     * @param divergent of these, how many differed between regions
     * @param deadLetters different dead letters so far
     * @param regions by region
     */
    public record Status(
            long seconds,
            String phase,
            long edges,
            long cells,
            long divergent,
            long deadLetters,
            List<Region> regions) {

        List<String> lines() {
            String head =
                    String.format(
                            Locale.ROOT,
                            "%4d s  %s: %,d edges, divergent cells %,d of %,d, dead letters %,d",
                            seconds,
                            phase,
                            edges,
                            divergent,
                            cells,
                            deadLetters);
            return Stream.concat(Stream.of(head), regions.stream().map(Region::line)).toList();
        }

        String oneLine() {
            StringBuilder line = new StringBuilder();
            line.append(
                    String.format(
                            Locale.ROOT,
                            "%4d s  %s, %d edges, divergent %d of %d, dead letters %d",
                            seconds,
                            phase,
                            edges,
                            divergent,
                            cells,
                            deadLetters));
            for (Region region : regions) {
                line.append(
                        String.format(
                                Locale.ROOT,
                                "; %s%s pending %d, repaired %d/s",
                                region.name(),
                                region.down() ? " (down)" : "",
                                region.pending(),
                                region.repairedPerSecond()));
            }
            return line.toString();
        }
    }

    /**
     * One region.
     *
     * @param name its name
     * @param down whether it is down
     * @param divergent cells in which it differed from most others when last compared
     * @param pending repairs not yet at an end
     * @param repairedPerSecond how many come to an end
     * @param repaired how many have
     */
    public record Region(
            String name,
            boolean down,
            long divergent,
            long pending,
            long repairedPerSecond,
            long repaired) {
        private String line() {
            return String.format(
                    Locale.ROOT,
                    "  %-10s %-4s divergent %,8d  pending %,8d  repaired %,8d  %,6d/s",
                    name,
                    down ? "DOWN" : "up",
                    divergent,
                    pending,
                    repaired,
                    repairedPerSecond);
        }
    }
}
