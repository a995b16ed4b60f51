package org.entropyrepair.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.cassandra.CassandraServer;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Writes per second of the real job on a real Cassandra, against the bare driver with the same
 * statement, the same rows and as many in flight.
 *
 * <p>Each round runs both, one after the other, into the emptied table of the same server; what
 * counts is their ratio. The job's time is taken from its first write that landed to its last: the
 * hold before is not the store's, and it is ramping up meanwhile.
 */
public final class StoresBenchmark {
    private static final int HOLD_MILLIS = 500;
    private static final int WARM_UPS = 8;
    private static final String TOPIC = RepairRun.topic(Failures.REGION);

    private final RepairRun run;
    private final CassandraServer server;
    private final BareDriver bare;
    private final List<FailureMessage> failures;

    private StoresBenchmark(
            RepairRun run, CassandraServer server, BareDriver bare, List<FailureMessage> failures) {
        this.run = run;
        this.server = server;
        this.bare = bare;
        this.failures = failures;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--records N] [--rounds N] [--in-flight N,…] [--checkpoint-seconds N]}
     * @throws Exception if a server or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        int records = arguments.number("--records", 100_000);
        int rounds = arguments.number("--rounds", 3);
        int checkpointSeconds = arguments.number("--checkpoint-seconds", 10);
        List<String> inFlight = arguments.list("--in-flight", List.of("16", "64", "256"));
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (CassandraServer server =
                        CassandraServer.in(folder.resolve("cassandra"))
                                .heapMegabytes(1_024)
                                .yaml("write_request_timeout: 30s")
                                .forThroughput()
                                .start();
                KafkaBroker broker = brokerOnTheOtherCore(server, folder.resolve("kafka"));
                BareDriver bare = new BareDriver(server)) {
            for (String topic : List.of(TOPIC, "dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            Random random = new Random(1);
            List<FailureMessage> failures = new ArrayList<>(records);
            for (int i = 0; i < records; i++) {
                failures.add(Failures.failure(i, random));
            }
            Failures.fill(broker.topics(), TOPIC, failures);
            RepairRun run = new RepairRun(broker.bootstrapServers(), folder, 1, checkpointSeconds);
            new StoresBenchmark(run, server, bare, failures).run(rounds, inFlight);
        } finally {
            Folders.delete(folder);
        }
    }

    private static KafkaBroker brokerOnTheOtherCore(CassandraServer server, Path folder)
            throws Exception {
        Cores.leaveTheFirstTo(server.pid());
        return KafkaBroker.in(folder).start();
    }

    private void run(int rounds, List<String> inFlight) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d rows, a partition each, Cassandra of one node on a core of its own, all else on another, "
                        + "1 task, checkpoints every %d s%n%n"
                        + "| in flight | round | bare driver, writes/s | job, writes/s | ratio |%n"
                        + "|---|---|---|---|---|%n",
                failures.size(),
                run.checkpointSeconds());
        for (int round = 1; round <= WARM_UPS; round++) {
            round(64, "warm-up");
        }
        for (String word : inFlight) {
            Ratios ratios = new Ratios();
            for (int round = 1; round <= rounds; round++) {
                ratios.add(round(Integer.parseInt(word), String.valueOf(round)));
            }
            System.out.printf(Locale.ROOT, "| %s | all | | | **%s** |%n", word, ratios);
        }
    }

    private double round(int inFlight, String name) throws Exception {
        bare.truncate();
        double driver = bare.rate(failures, inFlight);
        bare.truncate();
        double job = job(inFlight);
        long rows = bare.rows();
        if (rows != failures.size()) {
            throw new IllegalStateException(
                    "rows: " + rows + " (expected: " + failures.size() + ")");
        }
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %,.0f | %,.0f | %.3f |%n",
                inFlight,
                name,
                driver,
                job,
                job / driver);
        return job / driver;
    }

    private double job(int inFlight) throws Exception {
        RepairSettings.Limits usual = RepairSettings.Limits.DEFAULT;
        return RepairRun.rate(
                run.repair(
                        Map.of(Failures.REGION, BareDriver.store(server, server.contactPoint())),
                        HOLD_MILLIS,
                        RepairJobOptions.DEFAULT.limited(
                                new RepairSettings.Limits(
                                        inFlight,
                                        usual.waitingPerTarget(),
                                        usual.turnMillis(),
                                        usual.turnEdges(),
                                        true))),
                InProcessReporter::applied,
                failures.size());
    }
}
