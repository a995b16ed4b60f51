package org.entropyrepair.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.flow.decode.FailureDecoder;
import org.entropyrepair.flow.decode.Ownership;
import org.entropyrepair.flow.source.FailureTopicSource;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.state.Types;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.fake.AtOnceStoreFactory;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Records per second through the real job with a store that answers at once, against the same
 * source and decoder alone.
 *
 * <p>Each round runs both, one after the other, over the same records of the same broker; what
 * counts is their ratio.
 */
public final class PipelineBenchmark {
    private static final String TOPIC = "failures";

    private final KafkaBroker broker;
    private final Path folder;
    private final int records;
    private final int checkpointSeconds;

    private PipelineBenchmark(KafkaBroker broker, Path folder, int records, int checkpointSeconds) {
        this.broker = broker;
        this.folder = folder;
        this.records = records;
        this.checkpointSeconds = checkpointSeconds;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--records N] [--rounds N] [--checkpoint-seconds N]}
     * @throws Exception if the broker or a job does not run
     */
    public static void main(String[] args) throws Exception {
        int records = number(args, "--records", 400_000);
        int rounds = number(args, "--rounds", 3);
        int checkpointSeconds = number(args, "--checkpoint-seconds", 10);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of(TOPIC, "dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            long bytes = Failures.fill(broker.topics(), TOPIC, records, 1);
            new PipelineBenchmark(broker, folder, records, checkpointSeconds).run(rounds, bytes);
        } finally {
            delete(folder);
        }
    }

    private static int number(String[] args, String name, int otherwise) {
        int at = Arrays.asList(args).indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(args[at + 1]);
    }

    private void run(int rounds, long bytes) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d records of %d B, distinct edges, 1 task, hold 2 s, checkpoints every %d s%n%n"
                        + "| round | parse only, records/s | repair, records/s | ratio |%n|---|---|---|---|%n",
                records,
                bytes,
                checkpointSeconds);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double parse = parseOnly();
            double repair = repair();
            String name = round == 0 ? "warm-up" : String.valueOf(round);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %.3f |%n",
                    name,
                    parse,
                    repair,
                    repair / parse);
            if (round > 0) {
                ratios.add(repair / parse);
            }
        }
        ratios.sort(Comparator.naturalOrder());
        System.out.printf(
                Locale.ROOT,
                "%nratio: median %.3f, %.3f to %.3f%n",
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    private double parseOnly() throws Exception {
        StreamExecutionEnvironment env = environment();
        TopicAddress address =
                new TopicAddress(
                        Failures.REGION + "/" + TOPIC, broker.bootstrapServers(), TOPIC, Map.of());
        env.fromSource(
                        FailureTopicSource.of(address).build(),
                        WatermarkStrategy.noWatermarks(),
                        "source",
                        Types.RAW_RECORD)
                .process(
                        new FailureDecoder(
                                address.feed(), 1 << 20, Ownership.ofAll(Set.of(Failures.REGION))),
                        Types.FAILURE)
                .name("decode")
                .sinkTo(new DiscardingSink<>());
        return rate(env, InProcessReporter::decoded, 0);
    }

    private double repair() throws Exception {
        RegionConfig config =
                RegionConfigReader.read("pipeline.yaml", config(), Secrets.ofMachine(folder))
                        .orThrow();
        StreamExecutionEnvironment env = environment();
        RepairJob.build(env, config, RepairJobOptions.DEFAULT.inOneProcess(true));
        LongSupplier writes = AtOnceStoreFactory.ofRegion(Failures.REGION)::writes;
        return rate(env, writes, writes.getAsLong());
    }

    private StreamExecutionEnvironment environment() {
        Configuration settings = new Configuration();
        settings.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(checkpointSeconds));
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        settings.setString(
                "metrics.reporter.benchmark.factory.class", InProcessReporter.class.getName());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        env.getConfig().enableObjectReuse();
        return env;
    }

    /**
     * Runs a job until it has done all records; records per second from the first that it decodes.
     */
    private double rate(StreamExecutionEnvironment env, LongSupplier done, long before)
            throws Exception {
        JobClient job = env.executeAsync("benchmark");
        while (InProcessReporter.decoded() == 0) {
            stopIfFailed(job);
            Thread.sleep(2); // a benchmark's own clock, not a test
        }
        long began = System.nanoTime();
        while (done.getAsLong() < before + records) {
            stopIfFailed(job);
            Thread.sleep(2);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        job.cancel().get();
        while (InProcessReporter.decoded() > 0) {
            Thread.sleep(2); // until its metrics are gone
        }
        return records / seconds;
    }

    private static void stopIfFailed(JobClient job) throws Exception {
        JobStatus status = job.getJobStatus().get();
        if (status.isTerminalState()) {
            throw new IllegalStateException("job is " + status + " (expected: it runs)");
        }
    }

    private String config() {
        return String.join(
                "\n",
                "apiVersion: entropy-repair/v1",
                "graph: " + Failures.GRAPH,
                "regions:",
                "  " + Failures.REGION + ":",
                "    failures:",
                "      - {bootstrapServers: \""
                        + broker.bootstrapServers()
                        + "\", topic: "
                        + TOPIC
                        + "}",
                "    store: {kind: at-once}",
                "namespaces:",
                "  " + Failures.NAMESPACE + ":",
                "    {edgeType: follows, record: forward, table: forward, tombstonesKept: 10d}",
                "replicationLag: {default: 2s}",
                "scopes:",
                "  - name: all",
                "    match: {edgeTypes: [\"*\"], namespaces: [\"*\"], origins: [\"*\"], targets: [\"*\"]}",
                "    action: repair",
                "deadLetters: {bootstrapServers: \""
                        + broker.bootstrapServers()
                        + "\", topic: dead-letters}",
                "outcomes: {bootstrapServers: \""
                        + broker.bootstrapServers()
                        + "\", topic: outcomes}",
                "");
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
