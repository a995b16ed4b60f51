package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.fake.Answer;
import org.entropyrepair.testkit.fake.ScriptedStore;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A queue of dead letters, the real job that made it, and a redrive once the cause is mended. */
@Tag("slow")
@Timeout(400)
class RedriveTest {
    private static final int EDGES = 12;
    private static final Duration LONGEST = Duration.ofSeconds(120);

    @TempDir Path folder;

    @Test
    void deadLettersAreRepairedOnceTheCauseIsMendedThoughTheRedriveIsInterrupted()
            throws Exception {
        ScriptedStore eu = ScriptedStore.named("redrive-eu");
        for (int number = 0; number < EDGES; number++) {
            eu.forCell(Failures.cell(number), new Answer.Rejected("not in my shop"));
        }
        try (KafkaBroker broker = KafkaBroker.in(folder.resolve("broker")).start()) {
            for (String topic : List.of("failures.us", "failures.eu", "outcomes", "dead-letters")) {
                broker.createTopic("redrive." + topic, 1, Map.of());
            }
            Path config =
                    Files.writeString(
                            folder.resolve("region.yaml"),
                            Failures.config(
                                    "redrive",
                                    broker.bootstrapServers(),
                                    "scripted",
                                    "name: redrive"));
            JobClient job = start(config);
            try {
                for (int number = 0; number < EDGES; number++) {
                    broker.topics()
                            .produce(
                                    "redrive.failures.us",
                                    Bytes.utf8("key").toArray(),
                                    FailureWriter.write(Failures.put(number)).toArray());
                }
                await(() -> listed(config) == EDGES);

                Ran broken = run(config, "redrive", "--canary", "2", "--canary-wait", "60s");
                assertThat(broken.code()).isEqualTo(1);
                assertThat(broken.err())
                        .contains("canaries: ")
                        .contains("of 2 not repaired")
                        .contains("dead (REJECTED)");
                assertThat(sentBack(broker)).hasSize(2);
                await(() -> listed(config) == EDGES);

                assertThat(explained(config))
                        .contains(": lost")
                        .contains("REJECTED")
                        .contains("dead letter ");
                eu.honest();
                interrupted(config);
                int before = sentBack(broker).size();
                assertThat(before).isBetween(3, 2 + EDGES - 1);
                assertThat(listed(config)).isBetween(1L, (long) EDGES - 1);

                Ran mended = run(config, "redrive", "--canary", "2", "--canary-wait", "60s");
                assertThat(mended.err()).contains("all canaries were repaired");
                assertThat(mended.code()).isZero();
                assertThat(listed(config)).isZero();
                await(() -> repaired(eu) == EDGES);
                assertEachWentBackAtMostOnceMoreThanNeeded(sentBack(broker));
                assertThat(run(config, "redrive").out()).startsWith("redriven: 0");
                await(() -> explained(config).contains(": whole"));
                assertThat(explained(config)).contains("applied").doesNotContain("dead letter ");
            } finally {
                job.cancel().get(60, TimeUnit.SECONDS);
            }
        } finally {
            ScriptedStore.forget("redrive-eu");
        }
    }

    /** A redrive at a slow rate that is interrupted when something of it has gone back. */
    private static void interrupted(Path config) throws Exception {
        AtomicReference<Thread> runs = new AtomicReference<>();
        CompletableFuture<Ran> ended =
                CompletableFuture.supplyAsync(
                        () -> {
                            runs.set(Thread.currentThread());
                            return run(config, "redrive", "--rate", "1");
                        });
        await(() -> listed(config) < EDGES);
        Optional.ofNullable(runs.get()).orElseThrow().interrupt();
        Ran ran = ended.get(60, TimeUnit.SECONDS);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("nterrupt");
    }

    /** Two were canaries in vain; one may have been sent and not marked when it was interrupted. */
    private static void assertEachWentBackAtMostOnceMoreThanNeeded(
            List<ConsumerRecord<byte[], byte[]>> sent) {
        Map<String, Integer> times = new HashMap<>();
        sent.forEach(record -> times.merge(Bytes.wrap(record.value()).toString(), 1, Integer::sum));
        assertThat(times).hasSize(EDGES);
        assertThat(sent.size()).isBetween(EDGES + 2, EDGES + 3);
    }

    private static long repaired(ScriptedStore eu) {
        long held = 0;
        for (int number = 0; number < EDGES; number++) {
            held += eu.held(Failures.cell(number)).isPresent() ? 1 : 0;
        }
        return held;
    }

    private JobClient start(Path config) throws Exception {
        Configuration flink = new Configuration();
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, flink);
        RepairJob.build(env, ConfigFile.read(config), RepairJobOptions.DEFAULT);
        return env.executeAsync("redrive");
    }

    private static long listed(Path config) {
        Ran list = run(config, "list");
        assertThat(list.code()).as(list.err()).isZero();
        return list.out().lines().count();
    }

    private static List<ConsumerRecord<byte[], byte[]>> sentBack(KafkaBroker broker) {
        return broker.topics().readAll("redrive.failures.us").stream()
                .filter(record -> record.headers().lastHeader(WireHeaders.REDRIVEN_AT) != null)
                .toList();
    }

    private static String explained(Path config) {
        Ran ran =
                Ran.of(
                        EntropyRepair::commands,
                        Map.of("ENTROPY_REPAIR_CONFIG", config.toString()),
                        "explain",
                        "follows",
                        "user:1",
                        "everybody");
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    private static Ran run(Path config, String command, String... options) {
        List<String> line =
                new ArrayList<>(List.of("dead-letters", command, "--config", config.toString()));
        line.addAll(Arrays.asList(options));
        return Ran.of(EntropyRepair::commands, Map.of(), line.toArray(String[]::new));
    }

    private static void await(BooleanSupplier holds) {
        Awaitility.await()
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }
}
