package org.entropyrepair.benchmarks;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.entropyrepair.testkit.net.TcpProxy;

/**
 * How long repairs of two regions take while the third region's Cassandra is in trouble, against
 * how long they took before, in one run under one steady load.
 *
 * <p>Times are from failure to outcome, with and without the hold. Afterwards every failure has to
 * have been repaired, and the job must not have failed or been started again.
 */
public final class IsolationBenchmark {
    private static final List<String> CALM = List.of("us", "eu");
    private static final String TROUBLED = "ap";
    private static final List<String> REGIONS = List.of("us", "eu", TROUBLED);
    private static final int HOLD_MILLIS = 500;
    private static final int DRAINED_SECONDS_MAX = 300;

    private final CassandraServer troubled;
    private final TcpProxy way;
    private final Repaired repaired;
    private final JobClient job;
    private final int seconds;

    private IsolationBenchmark(
            CassandraServer troubled, TcpProxy way, Repaired repaired, JobClient job, int seconds) {
        this.troubled = troubled;
        this.way = way;
        this.repaired = repaired;
        this.job = job;
        this.seconds = seconds;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--rate N] [--seconds N] [--troubles stopped,killed,refused,dropped]}
     * @throws Exception if a server or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        int rate = arguments.number("--rate", 100);
        int seconds = arguments.number("--seconds", 60);
        List<String> troubles =
                arguments.list("--troubles", List.of("stopped", "killed", "refused", "dropped"));
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        List<AutoCloseable> open = new ArrayList<>();
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            Map<String, CassandraServer> servers = servers(folder, open);
            CassandraServer troubled = requireNonNull(servers.get(TROUBLED));
            TcpProxy way =
                    TcpProxy.open().forwardTo(troubled.address(), CassandraServer.CLIENT_PORT);
            open.add(way);
            Map<String, BitSet> numbers = new HashMap<>();
            for (String region : REGIONS) {
                broker.createTopic(RepairRun.topic(region), 1, Map.of());
                numbers.put(region, new BitSet());
            }
            broker.createTopic("dead-letters", 1, Map.of());
            broker.createTopic("outcomes", 1, Map.of());
            JobClient job =
                    new RepairRun(broker.bootstrapServers(), folder, 1, 5)
                            .repair(stores(servers, way), HOLD_MILLIS, RepairJobOptions.DEFAULT)
                            .executeAsync("isolation");
            Repaired repaired = new Repaired(broker.bootstrapServers(), numbers);
            open.add(repaired);
            System.out.printf(
                    Locale.ROOT,
                    "3 regions with a Cassandra each, %d failures/s of each, hold %d ms, each trouble %d s%n%n",
                    rate,
                    HOLD_MILLIS,
                    seconds);
            Load load = new Load(broker.topics(), REGIONS, rate, numbers);
            new IsolationBenchmark(troubled, way, repaired, job, seconds).run(troubles, load);
            RepairRun.end(job);
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
            Folders.delete(folder);
        }
    }

    private static Map<String, String> stores(Map<String, CassandraServer> servers, TcpProxy way) {
        Map<String, String> stores = new HashMap<>();
        servers.forEach(
                (region, server) ->
                        stores.put(
                                region,
                                BareDriver.store(
                                        server,
                                        region.equals(TROUBLED)
                                                ? way.address()
                                                : server.contactPoint())));
        return stores;
    }

    private static Map<String, CassandraServer> servers(Path folder, List<AutoCloseable> open) {
        List<CassandraServer> all =
                CassandraServer.startAll(
                        REGIONS.stream()
                                .map(region -> CassandraServer.in(folder.resolve(region)))
                                .toList());
        open.addAll(all);
        Map<String, CassandraServer> servers = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            servers.put(REGIONS.get(i), all.get(i));
            new BareDriver(all.get(i)).close(); // makes the table
        }
        return servers;
    }

    private void run(List<String> troubles, Load load) throws Exception {
        System.out.print(
                "| trouble | calm regions' p50/p99/p99.9 before, ms | during, ms | p99 ratio"
                        + " | ratio without the hold | source held up at most | drained after |\n"
                        + "|---|---|---|---|---|---|---|\n");
        letPass(seconds); // warm-up
        for (String trouble : troubles) {
            measure(Trouble.valueOf(trouble.toUpperCase(Locale.ROOT)));
        }
        load.end();
        awaitDrained();
        RepairRun.stopIfFailed(job);
        System.out.printf(
                Locale.ROOT,
                "%nEverything published was repaired; %d repairs ended otherwise; the job was never restarted.%n",
                repaired.others());
    }

    private void measure(Trouble trouble) throws Exception {
        long began = System.currentTimeMillis();
        long heldUpBefore = letPass(seconds);
        long broken = System.currentTimeMillis();
        trouble.begin(troubled, way);
        long heldUp = letPass(seconds);
        long mended = System.currentTimeMillis();
        trouble.end(troubled, way);
        double drainedSeconds = awaitCaughtUp(mended);
        long[] before = repaired.tookMillis(CALM, began, broken - 2L * HOLD_MILLIS);
        long[] during = repaired.tookMillis(CALM, broken, mended);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %.2f | %d ms/s (before %d) | %.1f s |%n",
                trouble.name().toLowerCase(Locale.ROOT),
                percentiles(before),
                percentiles(during),
                (double) at(during, 0.99) / at(before, 0.99),
                (double) (at(during, 0.99) - HOLD_MILLIS) / (at(before, 0.99) - HOLD_MILLIS),
                heldUp,
                heldUpBefore,
                drainedSeconds);
    }

    /** Until less pends at the region in trouble than two seconds bring. */
    private double awaitCaughtUp(long sinceMillis) throws Exception {
        int usual = repaired.pending(CALM.get(0));
        while (repaired.pending(TROUBLED) > 2 * usual + 100) {
            RepairRun.stopIfFailed(job);
            requireWithin(DRAINED_SECONDS_MAX, sinceMillis);
            Thread.sleep(20); // a benchmark's own clock, not a test
        }
        return (System.currentTimeMillis() - sinceMillis) / 1e3;
    }

    private void awaitDrained() throws Exception {
        long since = System.currentTimeMillis();
        while (REGIONS.stream().anyMatch(region -> repaired.pending(region) > 0)) {
            RepairRun.stopIfFailed(job);
            requireWithin(DRAINED_SECONDS_MAX, since);
            Thread.sleep(20);
        }
    }

    private void requireWithin(int secondsMax, long sinceMillis) {
        if (System.currentTimeMillis() - sinceMillis > secondsMax * 1_000L) {
            throw new IllegalStateException(
                    "pending: "
                            + repaired.pending(TROUBLED)
                            + " of "
                            + TROUBLED
                            + " (expected: none after "
                            + secondsMax
                            + " s)");
        }
    }

    /** Lets time pass; for how much of a second a source was held up meanwhile, at most, ms. */
    private long letPass(int howLong) throws Exception {
        long heldUp = 0;
        long began = System.nanoTime();
        while (System.nanoTime() - began < howLong * 1_000_000_000L) {
            RepairRun.stopIfFailed(job);
            heldUp = Math.max(heldUp, InProcessReporter.sourceHeldUpMillis());
            Thread.sleep(100);
        }
        return heldUp;
    }

    private static String percentiles(long[] sorted) {
        return at(sorted, 0.5) + " / " + at(sorted, 0.99) + " / " + at(sorted, 0.999);
    }

    private static long at(long[] sorted, double share) {
        if (sorted.length == 0) {
            throw new IllegalStateException("repairs: none in this while (expected: some)");
        }
        return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }
}
