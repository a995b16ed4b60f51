package org.entropyrepair.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.entropyrepair.flow.decode.FailureDecoder;
import org.entropyrepair.flow.decode.Ownership;
import org.entropyrepair.flow.source.FailureTopicSource;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.state.Types;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/**
 * Records per second through the real job with a store that answers at once, against the same
 * source and decoder alone.
 *
 * <p>Each round runs both, one after the other, over the same records of the same broker; what
 * counts is their ratio.
 */
public final class PipelineBenchmark {
    private static final int HOLD_MILLIS = 2_000;
    private static final String TOPIC = RepairRun.topic(Failures.REGION);

    private final RepairRun run;
    private final int records;

    private PipelineBenchmark(RepairRun run, int records) {
        this.run = run;
        this.records = records;
    }

    /**
     * Runs it.
     *
     * @param args {@code [--records N] [--rounds N] [--checkpoint-seconds N]}
     * @throws Exception if the broker or a job does not run
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        int records = arguments.number("--records", 400_000);
        int rounds = arguments.number("--rounds", 3);
        int checkpointSeconds = arguments.number("--checkpoint-seconds", 10);
        Path folder = Files.createTempDirectory("entropy-repair-benchmark");
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of(TOPIC, "dead-letters", "outcomes")) {
                broker.createTopic(topic, 1, Map.of());
            }
            long bytes = Failures.fill(broker.topics(), TOPIC, records, 1);
            new PipelineBenchmark(
                            new RepairRun(broker.bootstrapServers(), folder, 1, checkpointSeconds),
                            records)
                    .run(rounds, bytes);
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(int rounds, long bytes) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d records of %d B, distinct edges, 1 task, hold 2 s, checkpoints every %d s%n%n"
                        + "| round | parse only, records/s | repair, records/s | ratio |%n|---|---|---|---|%n",
                records,
                bytes,
                run.checkpointSeconds());
        Ratios ratios = new Ratios();
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
        System.out.printf(Locale.ROOT, "%nratio: %s%n", ratios);
    }

    private double parseOnly() throws Exception {
        StreamExecutionEnvironment env = run.environment();
        TopicAddress address =
                new TopicAddress(Failures.REGION + "/" + TOPIC, run.brokers(), TOPIC, Map.of());
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
        return RepairRun.rate(env, InProcessReporter::decoded, records);
    }

    /** From the first record that is decoded to the last that is written. */
    private double repair() throws Exception {
        StreamExecutionEnvironment env =
                run.repair(
                        Map.of(Failures.REGION, "{kind: at-once}"),
                        HOLD_MILLIS,
                        RepairJobOptions.DEFAULT.inOneProcess(true));
        return RepairRun.rate(env, InProcessReporter::decoded, InProcessReporter::applied, records);
    }
}
