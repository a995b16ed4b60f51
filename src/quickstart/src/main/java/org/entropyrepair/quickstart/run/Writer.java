package org.entropyrepair.quickstart.run;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.quickstart.faults.BadRecords;
import org.entropyrepair.quickstart.faults.Outages;
import org.entropyrepair.quickstart.service.GraphService;
import org.entropyrepair.quickstart.service.Script;

/**
 * Plays the script to the graph service, phase by phase, with regions going down and bad records in
 * between. For one thread.
 */
final class Writer {
    private static final int WRITES_PER_BAD_RECORD = 120;
    private static final int TRICKLE_WRITES_PER_SECOND = 40;
    private static final int TRICKLE_OUTAGE_EVERY_SECONDS = 60;
    private static final int TRICKLE_OUTAGE_SECONDS = 12;

    private final Script script;
    private final GraphService service;
    private final Outages outages;
    private final FailureTopics topics;
    private final BadRecords badRecords;
    private final List<String> regions;
    private final Random random;
    private long writes;

    Writer(
            Script script,
            GraphService service,
            Outages outages,
            FailureTopics topics,
            BadRecords badRecords,
            List<String> regions,
            long seed) {
        this.script = script;
        this.service = service;
        this.outages = outages;
        this.topics = topics;
        this.badRecords = badRecords;
        this.regions = regions;
        this.random = new Random(seed);
    }

    /** Edges inserted so far. */
    int edges() {
        return script.inserted();
    }

    /**
     * Writes until so many edges are inserted, with {@code region} down in the middle of it.
     *
     * @param edges how many edges are to be inserted when this returns, in all
     * @param takes how long it is to take; zero for as quick as it goes
     * @param region which region is down for a while
     */
    void writeUntil(int edges, Duration takes, String region) throws InterruptedException {
        int first = script.inserted();
        double span = Math.max(1, edges - first);
        long startNanos = System.nanoTime();
        while (script.inserted() < edges && script.hasNext()) {
            double done = (script.inserted() - first) / span;
            if (done >= 0.3 && done < 0.6 || span < 4) {
                outages.begin(region);
            } else {
                outages.end(region);
            }
            pause(startNanos + (long) (takes.toNanos() * done));
            service.write(script.next());
            perhapsBadRecord();
        }
        outages.end(region);
    }

    /** Plays what is left of the script at once. */
    void writeRest() throws InterruptedException {
        while (script.hasNext()) {
            service.write(script.next());
        }
    }

    /** Writes now and then, with a region down now and then, until interrupted. */
    void trickle() throws InterruptedException {
        long startNanos = System.nanoTime();
        for (long i = 0; ; i++) {
            pause(startNanos + i * TimeUnit.SECONDS.toNanos(1) / TRICKLE_WRITES_PER_SECOND);
            long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
            long round = second / TRICKLE_OUTAGE_EVERY_SECONDS;
            String region = regions.get((int) (round % regions.size()));
            if (second % TRICKLE_OUTAGE_EVERY_SECONDS
                    >= TRICKLE_OUTAGE_EVERY_SECONDS - TRICKLE_OUTAGE_SECONDS) {
                outages.begin(region);
            } else {
                outages.down().forEach(outages::end);
            }
            service.write(script.again());
            perhapsBadRecord();
        }
    }

    private void perhapsBadRecord() {
        if (++writes % WRITES_PER_BAD_RECORD == 7) {
            int region = random.nextInt(regions.size());
            String there = regions.get(region);
            String elsewhere = regions.get((region + 1) % regions.size());
            topics.publishBad(there, badRecords.next(there, elsewhere));
        }
    }

    private static void pause(long untilNanos) throws InterruptedException {
        long left = untilNanos - System.nanoTime();
        if (left > 1_000_000) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
