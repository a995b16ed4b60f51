package org.entropyrepair.benchmarks;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * What a target that is out costs while its repairs are parked, and how quickly they are written
 * once it answers: bytes, CPU, another target's latency, checkpoints, restore, drain.
 *
 * <p>One life of one job: a healthy target under a steady load; then another one that is out, with
 * so many repairs; a savepoint and a restore; the recovery, with a store that takes so many writes
 * a second and no more.
 */
public final class ParkedBenchmark {
    private static final List<String> OPTIONS =
            List.of(
                    "--repairs",
                    "--rate",
                    "--seconds",
                    "--store-per-second",
                    "--drain-seconds",
                    "--park-seconds",
                    "--settle-seconds",
                    "--checkpoint-seconds");
    private static final String CALM = "calm";
    private static final int HOLD_MILLIS = 500;
    private static final int STORE_MILLIS = 5;
    private static final int IN_FLIGHT = 512;
    private static final int BARE_WRITES_SECONDS = 3;
    private static final int WARM_UPS_MAX = 6;
    private static final double SETTLED = 2;

    private final Arguments arguments;
    private final KafkaBroker broker;
    private final RepairRun run;
    private final Path folder;
    private final Backlog backlog;
    private final Table table = new Table("what", "measured");

    private ParkedBenchmark(Arguments arguments, KafkaBroker broker, Path folder) {
        this.arguments = arguments;
        this.broker = broker;
        this.folder = folder;
        this.run =
                new RepairRun(
                        broker.bootstrapServers(),
                        folder,
                        1,
                        arguments.number("--checkpoint-seconds", 10));
        this.backlog =
                new Backlog(
                        Backlog.Edges.DISTINCT,
                        528,
                        arguments.number("--repairs", 1_000_000),
                        200_000,
                        1);
    }

    /**
     * Runs it.
     *
     * @param args {@code [--repairs N] [--rate N] [--seconds N] [--store-per-second N]
     *     [--drain-seconds N] [--park-seconds N] [--settle-seconds N] [--checkpoint-seconds N]}
     * @throws Exception if the broker or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args).onlyOf(OPTIONS);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of("dead-letters", "outcomes", RepairRun.topic(CALM))) {
                broker.createTopic(topic, 1, Map.of());
            }
            new ParkedBenchmark(arguments, broker, folder).run();
        } finally {
            Folders.delete(folder);
        }
    }

    private void run() throws Exception {
        BenchStore away = BenchStoreFactory.ofRegion(backlog.region());
        away.takes(arguments.number("--store-per-second", 20_000), STORE_MILLIS);
        away.out(true);
        backlog.createTopic(broker);
        JobClient job = job().executeAsync("parked");
        double before = steadyLatency(job);
        Costs quiet = Costs.during(job, seconds());

        long began = System.nanoTime();
        long payload = backlog.fill(broker);
        await(job, "parked", () -> InProcessReporter.parked() >= backlog.records());
        row("repairs parked", "%,d after %.0f s", backlog.records(), secondsSince(began));
        checkpoint(job);
        settle(job, quiet);
        costs(quiet, Costs.during(job, seconds()));
        double parked = healthyLatency(job, "parked");
        row("healthy target's p99 to before", "%.2f", parked / before);

        JobClient restored = restored(job, payload);
        recovery(restored, away);
        RepairRun.end(restored);
        table.print();
    }

    private StreamExecutionEnvironment job() {
        return run.repair(
                Map.of(CALM, "{kind: bench}", backlog.region(), "{kind: bench}"),
                HOLD_MILLIS,
                RepairJobOptions.DEFAULT.inOneProcess(true));
    }

    /** The p99 from failure to repair at the healthy target, milliseconds. */
    private double healthyLatency(JobClient job, String when) throws Exception {
        int rate = arguments.number("--rate", 500);
        Load load = new Load(broker.topics(), List.of(CALM), rate, Map.of(CALM, new BitSet()));
        Latencies latencies = BenchStoreFactory.ofRegion(CALM).sinceToken;
        latencies.reset();
        await(job, "first repair at the healthy target", () -> latencies.count() > 0);
        LatencyBenchmark.letPass(job, 3);
        latencies.reset();
        LatencyBenchmark.letPass(job, seconds());
        await(job, "repairs at the healthy target", () -> latencies.count() > 0);
        double p99 = latencies.millis(0.99);
        row(
                "healthy target, " + rate + "/s, p50 / p99 / p99.9 from failure to repair, " + when,
                "%s ms",
                latencies.percentiles(0));
        load.end();
        LatencyBenchmark.letPass(job, 3);
        return p99;
    }

    private int seconds() {
        return arguments.number("--seconds", 10);
    }

    private void checkpoint(JobClient job) throws Exception {
        long then = InProcessReporter.checkpoints();
        await(job, "checkpoints", () -> InProcessReporter.checkpoints() >= then + 2);
        row("checkpoint, incremental: took", "%,d ms", InProcessReporter.checkpointMillis());
        long bytes = InProcessReporter.checkpointBytes();
        row("checkpoint: holds, each", "%,d MiB, %,d B", bytes >> 20, bytes / backlog.records());
    }

    /** What parking has begun comes to its end: RocksDB merges its files for a while. */
    private void settle(JobClient job, Costs quiet) throws Exception {
        long began = System.nanoTime();
        double settled = SETTLED * quiet.cpuPercent();
        while (Costs.during(job, seconds()).cpuPercent() > settled
                && secondsSince(began) < arguments.number("--settle-seconds", 900)) {
            continue;
        }
        row("parked, until RocksDB had merged its files", "%.0f s", secondsSince(began));
    }

    private void costs(Costs before, Costs parked) {
        cpu("before, nothing to do", before);
        cpu("parked, nothing else to do", parked);
        row(
                "heap after a collection, each",
                "%,.0f B",
                (double) (parked.heapBytes() - before.heapBytes()) / backlog.records());
    }

    private void cpu(String when, Costs costs) {
        row(
                "CPU, " + when + ": of the process, of the repair and outcome tasks",
                "%.1f %%, %.1f %% of a core",
                costs.cpuPercent(),
                costs.tasksPercent());
    }

    /** Latency once the compiler has done most of its work: it no longer falls by a tenth. */
    private double steadyLatency(JobClient job) throws Exception {
        double p99 = healthyLatency(job, "warming up");
        for (int tries = 0; tries < WARM_UPS_MAX; tries++) {
            double before = p99;
            p99 = healthyLatency(job, "before");
            if (p99 > 0.9 * before) {
                break;
            }
        }
        return p99;
    }

    private JobClient restored(JobClient job, long payload) throws Exception {
        long began = System.nanoTime();
        String savepoint =
                job.stopWithSavepoint(
                                false,
                                folder.resolve("savepoints").toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get();
        RepairRun.awaitGone();
        row("savepoint, canonical: took", "%.1f s", secondsSince(began));
        double each = (double) Folders.bytes(Path.of(URI.create(savepoint))) / backlog.records();
        long compressed = backlog.compressedBytes();
        row("savepoint, compressed: each", "%,.0f B", each);
        row(
                "a record's value, and as compressed with the others alone",
                "%,d B, %,d B",
                payload,
                compressed);
        row("savepoint: each beyond the compressed value", "%,.0f B", each - compressed);
        StreamExecutionEnvironment env = job();
        Configuration settings = new Configuration();
        settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        env.configure(settings, ParkedBenchmark.class.getClassLoader());
        long begunAgain = System.nanoTime();
        JobClient restored = env.executeAsync("restored");
        await(restored, "checkpoints", () -> InProcessReporter.checkpoints() > 0);
        row("restore: first checkpoint completed after", "%.1f s", secondsSince(begunAgain));
        await(restored, "parked", () -> InProcessReporter.parked() >= backlog.records());
        row("restore: all looked at after", "%.1f s", secondsSince(begunAgain));
        return restored;
    }

    private void recovery(JobClient job, BenchStore away) throws Exception {
        away.out(false);
        double bare = bareRate(away);
        row("bare store", "%,.0f writes/s", bare);
        Course drain =
                Course.of(
                        job,
                        backlog::records,
                        () -> backlog.records() - InProcessReporter.pending(),
                        backlog.records(),
                        arguments.number("--drain-seconds", 60));
        List<Long> perSecond = drain.eachSecond();
        Ratios ramped = new Ratios();
        perSecond.subList(perSecond.size() / 2, perSecond.size()).forEach(ramped::add);
        row("drain, median of the second half", "%,.0f/s", ramped.median());
        row("drain to bare store", "%.2f", ramped.median() / bare);
        row(
                "drain, from the store's return until 0.8 of that was reached",
                "%d s",
                perSecond.stream().takeWhile(one -> one < 0.8 * ramped.median()).count());
        row("drain, writes in each second", "%s", perSecond);
        row("parked repairs left", "%,d", InProcessReporter.pending());
    }

    private double bareRate(BenchStore store) throws InterruptedException {
        InFlight inFlight = new InFlight(IN_FLIGHT);
        long began = System.nanoTime();
        long writes = 0;
        while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(BARE_WRITES_SECONDS)) {
            inFlight.enter(1);
            store.apply(BenchStore.ANY).whenComplete(inFlight::leaveAs);
            writes++;
        }
        inFlight.awaitAll();
        return writes / secondsSince(began);
    }

    private void await(JobClient job, String what, BooleanSupplier condition) throws Exception {
        int secondsMax = arguments.number("--park-seconds", 900);
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            RepairRun.stopIfFailed(job);
            if (secondsSince(began) > secondsMax) {
                throw new IllegalStateException(
                        "%s: not after %d s (parked %d, pending %d)"
                                .formatted(
                                        what,
                                        secondsMax,
                                        InProcessReporter.parked(),
                                        InProcessReporter.pending()));
            }
            Thread.sleep(100); // a benchmark's own clock, not a test
        }
    }

    private void row(String what, String format, Object... values) {
        String measured = String.format(Locale.ROOT, format, values);
        System.err.println(what + ": " + measured);
        table.add(what, measured);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
