package org.entropyrepair.quickstart.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.entropyrepair.quickstart.faults.Outages;
import org.entropyrepair.quickstart.faults.Provoked;
import org.entropyrepair.quickstart.judge.Judge;
import org.entropyrepair.quickstart.judge.Verdict;
import org.entropyrepair.quickstart.progress.Display;
import org.entropyrepair.quickstart.progress.Ends;
import org.entropyrepair.quickstart.progress.Pending;
import org.entropyrepair.sinks.StoreUnreadableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a run on threads of its own: draws the status, and compares the regions again and again,
 * taking about a fifth of a processor for it.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long DRAW_MILLIS = 500;
    private static final long COMPARE_MILLIS_MIN = 1_500;
    private static final int COMPARE_PAUSE_FACTOR = 4;

    private final ScheduledThreadPoolExecutor threads =
            new ScheduledThreadPoolExecutor(
                    2,
                    task -> {
                        Thread thread = new Thread(task, "quickstart-watch");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Display display;
    private final Judge judge;
    private final Pending pending;
    private final Ends ends;
    private final Provoked provoked;
    private final Outages outages;
    private final List<String> regions;
    private final IntSupplier edges;
    private final long startNanos;
    private final Map<String, Long> endsBefore = new HashMap<>();
    private long drawnAtNanos = System.nanoTime();
    private volatile String phase = "starting";
    private volatile Verdict seen = new Verdict(0, 0, 0, Map.of(), List.of());
    private volatile boolean paused;

    Watch(
            Display display,
            Judge judge,
            Pending pending,
            Ends ends,
            Provoked provoked,
            Outages outages,
            List<String> regions,
            IntSupplier edges,
            long startNanos) {
        this.display = display;
        this.judge = judge;
        this.pending = pending;
        this.ends = ends;
        this.provoked = provoked;
        this.outages = outages;
        this.regions = regions;
        this.edges = edges;
        this.startNanos = startNanos;
        var drawing =
                threads.scheduleWithFixedDelay(
                        this::draw, DRAW_MILLIS, DRAW_MILLIS, TimeUnit.MILLISECONDS);
        compareAfter(COMPARE_MILLIS_MIN);
    }

    /** Says what goes on now. */
    void phase(String now) {
        phase = now;
    }

    /** What was compared elsewhere; until {@link #resume} nothing is compared here. */
    void pause(Verdict verdict) {
        paused = true;
        seen = verdict;
    }

    /** Compares again. */
    void resume() {
        paused = false;
    }

    /** Cells that are not as they should be, by region, as of the last comparison. */
    Map<String, Long> wrongByRegion() {
        return seen.wrongByRegion();
    }

    private void compareAfter(long millis) {
        var unused = threads.schedule(this::compare, millis, TimeUnit.MILLISECONDS);
    }

    private void compare() {
        long beganNanos = System.nanoTime();
        try {
            if (!paused && !outages.isAnyStopped()) {
                Verdict verdict = judge.compareRegions(System.currentTimeMillis() * 1_000);
                if (!paused) {
                    seen = verdict;
                }
            }
        } catch (StoreUnreadableException | RuntimeException failed) {
            LOG.warn("the regions could not be compared", failed);
        }
        long tookMillis = (System.nanoTime() - beganNanos) / 1_000_000;
        compareAfter(Math.max(COMPARE_MILLIS_MIN, tookMillis * COMPARE_PAUSE_FACTOR));
    }

    private void draw() {
        long now = System.nanoTime();
        double seconds = Math.max(0.001, (now - drawnAtNanos) / 1e9);
        drawnAtNanos = now;
        List<Display.Region> lines = new ArrayList<>();
        Verdict verdict = seen;
        for (String region : regions) {
            long ended = ends.count(region);
            Long before = endsBefore.put(region, ended);
            lines.add(
                    new Display.Region(
                            region,
                            outages.isDown(region),
                            verdict.wrongByRegion().getOrDefault(region, 0L),
                            pending.count(region),
                            Math.round((ended - (before == null ? 0 : before)) / seconds),
                            ended));
        }
        display.show(
                new Display.Status(
                        TimeUnit.NANOSECONDS.toSeconds(now - startNanos),
                        phase,
                        edges.getAsInt(),
                        verdict.cells(),
                        verdict.divergent(),
                        provoked.count(),
                        lines));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
