package org.entropyrepair.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * How long after its hold a repair reaches its store, at shares of what the pipeline keeps up.
 *
 * <p>First a backlog shows what it keeps up. Then failures come at a steady rate, one rate after
 * the other, into one job; a time is from the token of a failure to the store that answers at once,
 * less the hold. Who makes the failures runs on the same cores.
 */
public final class LatencyBenchmark {
    private static final List<String> OPTIONS =
            List.of(
                    "--shares",
                    "--max",
                    "--records",
                    "--seconds",
                    "--rounds",
                    "--hold-millis",
                    "--checkpoint-seconds",
                    "--tasks");
    private static final String REGION = "live";
    private static final int WARM_UP_SECONDS = 5;
    private static final int DRAINED_SECONDS_MAX = 60;

    private final Arguments arguments;
    private final KafkaBroker broker;
    private final RepairRun run;
    private final int holdMillis;

    private LatencyBenchmark(Arguments arguments, KafkaBroker broker, RepairRun run) {
        this.arguments = arguments;
        this.broker = broker;
        this.run = run;
        this.holdMillis = arguments.number("--hold-millis", 2_000);
    }

    /**
     * Runs it.
     *
     * @param args {@code [--shares 10,50,80] [--max N] [--records N] [--seconds N] [--rounds N]
     *     [--hold-millis N] [--checkpoint-seconds N] [--tasks N]}; with a maximum given, none is
     *     measured
     * @throws Exception if the broker or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of("dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            RepairRun run =
                    new RepairRun(
                            broker.bootstrapServers(),
                            folder,
                            arguments.number("--tasks", 1),
                            arguments.number("--checkpoint-seconds", 10));
            new LatencyBenchmark(arguments, broker, run).run();
        } finally {
            Folders.delete(folder);
        }
    }

    private void run() throws Exception {
        int max = arguments.number("--max", 0);
        int perSecondMax = max > 0 ? max : measuredMax();
        broker.createTopic(RepairRun.topic(REGION), 2, Map.of());
        Table table =
                new Table(
                        "share of the maximum",
                        "failures/s",
                        "repairs",
                        "beyond the hold, p50 / p99 / p99.9, ms",
                        "p99 of all rounds, ms",
                        "pending at the end, s of failures");
        JobClient job =
                run.repair(
                                Map.of(REGION, "{kind: bench}"),
                                holdMillis,
                                RepairJobOptions.DEFAULT.inOneProcess(true))
                        .executeAsync("latency");
        for (int share : arguments.numbers("--shares", List.of(10, 50, 80))) {
            at(job, share, Math.max(1, perSecondMax * share / 100), table);
        }
        RepairRun.end(job);
        System.out.printf(Locale.ROOT, "%nmaximum: %,d/s%n", perSecondMax);
        table.print();
    }

    private int measuredMax() throws Exception {
        Backlog backlog =
                new Backlog(
                        Backlog.Edges.DISTINCT,
                        528,
                        arguments.number("--records", 2_000_000),
                        200_000,
                        1);
        backlog.createTopic(broker);
        backlog.fill(broker);
        PipelineJobs jobs =
                new PipelineJobs(
                        run, backlog.region(), holdMillis, PipelineJobs.usualYoungMebibytes(), 256);
        Ratios kept = new Ratios();
        for (int round = 0; round < 2; round++) {
            JobClient job = jobs.repair().executeAsync("maximum");
            Course course =
                    Course.of(
                            job,
                            InProcessReporter::decoded,
                            InProcessReporter::finished,
                            backlog.records(),
                            15);
            RepairRun.end(job);
            System.err.println("maximum: " + course);
            kept.add(course.best());
        }
        return (int) kept.median(); // the second is warm, and as a rule the greater
    }

    private void at(JobClient job, int share, int perSecond, Table table) throws Exception {
        BenchStore store = BenchStoreFactory.ofRegion(REGION);
        int seconds = arguments.number("--seconds", 15);
        BitSet published = new BitSet();
        Load load =
                new Load(broker.topics(), List.of(REGION), perSecond, Map.of(REGION, published));
        letPass(job, WARM_UP_SECONDS + holdMillis / 1_000);
        List<Double> p99 = new ArrayList<>();
        String last = Table.NOTHING;
        long count = 0;
        for (int round = 0; round < arguments.number("--rounds", 2); round++) {
            store.sinceToken.reset();
            letPass(job, seconds);
            count += store.sinceToken.count();
            last = store.sinceToken.percentiles(holdMillis);
            if (store.sinceToken.count() > 0) {
                p99.add(store.sinceToken.millis(0.99) - holdMillis);
            }
        }
        double behind = (double) InProcessReporter.pending() / perSecond;
        load.end();
        awaitNothingPending(job);
        table.add(
                share + " %",
                String.format(Locale.ROOT, "%,d", perSecond),
                String.format(Locale.ROOT, "%,d", count),
                last,
                p99.stream().sorted().map(one -> String.format(Locale.ROOT, "%,.1f", one)).toList(),
                String.format(Locale.ROOT, "%.1f", behind));
    }

    private static void awaitNothingPending(JobClient job) throws Exception {
        long since = System.nanoTime();
        while (InProcessReporter.pending() > 0
                && System.nanoTime() - since < DRAINED_SECONDS_MAX * 1_000_000_000L) {
            RepairRun.stopIfFailed(job);
            Thread.sleep(20); // a benchmark's own clock, not a test
        }
    }

    static void letPass(JobClient job, int seconds) throws Exception {
        long began = System.nanoTime();
        while (System.nanoTime() - began < seconds * 1_000_000_000L) {
            RepairRun.stopIfFailed(job);
            Thread.sleep(100);
        }
    }
}
