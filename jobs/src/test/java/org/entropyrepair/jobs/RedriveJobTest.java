package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.flow.redrive.Fate;
import org.entropyrepair.flow.redrive.LetterFilter;
import org.entropyrepair.flow.redrive.RedriveCounts;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The redrive job's command line, its graph and what it says at its end; no broker is asked. */
class RedriveJobTest {
    @TempDir Path folder;

    @Test
    void everyOptionIsRead() {
        String line =
                "--config c.yaml --reason rejected,NO_SCOPE --region us,eu --edge-type follows"
                        + " --namespace n --since 2026-01-22T00:00:00Z --until"
                        + " 2026-01-23T00:00:00Z --id a,b --rate 100 --max-redrives 7 --dry-run"
                        + " true --job-name j";
        RedriveJobArguments.Run run =
                (RedriveJobArguments.Run) RedriveJobArguments.parse(line.split(" "));
        assertThat(run.config()).isEqualTo(new GivenConfig.File(Path.of("c.yaml")));
        assertThat(run.options())
                .isEqualTo(
                        new RedriveJobOptions(
                                "j",
                                new LetterFilter(
                                        Set.of(DeathReason.REJECTED, DeathReason.NO_SCOPE),
                                        Set.of("us", "eu"),
                                        Set.of("follows"),
                                        Set.of("n"),
                                        Instant.parse("2026-01-22T00:00:00Z"),
                                        Instant.parse("2026-01-23T00:00:00Z"),
                                        Set.of("a", "b")),
                                7,
                                100,
                                true));
    }

    @Test
    void howLongAgoIsAMomentToo() {
        RedriveJobArguments.Run run =
                (RedriveJobArguments.Run)
                        RedriveJobArguments.parse("--config c --since 2h".split(" "));
        assertThat(Objects.requireNonNull(run.options().filter().since()))
                .isBetween(Instant.now().minus(Duration.ofHours(3)), Instant.now());
    }

    @Test
    void everyCommandOfTheDocumentationParses() throws Exception {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));
        List<String> lines =
                Files.readString(root.resolve("src/docs/dead-letters.md"))
                        .lines()
                        .filter(line -> line.startsWith("flink run "))
                        .map(line -> line.substring(line.indexOf(".jar ") + 5))
                        .toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            assertThat(RedriveJobArguments.parse(line.split(" ")))
                    .as(line)
                    .isInstanceOf(RedriveJobArguments.Run.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                              | --config: missing (expected: a file)
                    --config                        | --config: no value (expected: a file)
                    --verbose yes                   | --verbose: unknown (expected: one of --config,
                    --config a --config b           | --config: given twice (expected: once)
                    --config-inline b               | --config-inline: b (expected: NAME:BASE64
                    --config a --reason SLOTH       | --reason: SLOTH (expected: of [MALFORMED,
                    --config a --since yesterday    | --since: yesterday (expected: an ISO-8601
                    --config a --rate 0             | --rate: 0 (expected: a whole number of
                    --config a --max-redrives many  | --max-redrives: many (expected: a whole
                    --config a --dry-run maybe      | --dry-run: maybe (expected: true or false)
                    --config a --region us,,eu      | --region: us,,eu (expected: names of regions,
                    """)
    void wrongUseIsOneLineAndExitCodeTwo(String line, String message) throws Exception {
        Ended ended = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err().lines()).singleElement().asString().contains(message);
    }

    @Test
    void aConfigOutOfOrderIsSaid() throws Exception {
        String text = Configs.text("127.0.0.1:1", "/nowhere");
        Path broken = write("broken.yaml", text.replace("100ms", "100"));
        Ended ended = run("--config", broken.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("replicationLag.default: 100");
        assertThat(run("--help").code()).isZero();
    }

    @Test
    void everyOperatorHasTheUidItAlwaysHadAndNothingFlowsInFlinksOwnFormats() {
        StreamExecutionEnvironment env = built(new Configuration());
        var nodes = env.getStreamGraph().getStreamNodes();
        assertThat(nodes)
                .extracting(node -> String.valueOf(node.getTransformationUID()))
                .containsExactlyInAnyOrder("redrive-source", "redrive-selection", "redrive");
        for (StreamNode node : nodes) {
            for (var input : node.getTypeSerializersIn()) {
                assertThat(input).as(node.toString()).isInstanceOf(VersionedSerializer.class);
            }
        }
    }

    /** From a checkpoint it would not know the marks that came after it. */
    @Test
    void itMakesNoCheckpointsWhateverTheClusterSays() {
        Configuration cluster = new Configuration();
        cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
        cluster.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        StreamExecutionEnvironment env = built(cluster);
        assertThat(env.getCheckpointConfig().isCheckpointingEnabled()).isFalse();
        assertThat(
                        env.getStreamGraph(false)
                                .getJobGraph()
                                .getCheckpointingSettings()
                                .getCheckpointCoordinatorConfiguration()
                                .getCheckpointInterval())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(env.getConfiguration().get(ExecutionOptions.RUNTIME_MODE))
                .isEqualTo(RuntimeExecutionMode.STREAMING);
        assertThat(env.getConfiguration().get(StateBackendOptions.STATE_BACKEND))
                .isEqualTo("rocksdb");
    }

    @Test
    void atItsEndItSaysWhatBecameOfEveryRecord() {
        RedriveReport report =
                new RedriveReport(
                        Map.of(
                                RedriveCounts.READ,
                                15L,
                                Fate.REDRIVEN.words(),
                                5L,
                                Fate.REDRIVEN.words() + ": REJECTED",
                                5L,
                                Fate.REDRIVEN_BEFORE.words(),
                                4L,
                                Fate.UNREADABLE.words(),
                                3L,
                                Fate.LOOPING.words(),
                                2L,
                                Fate.HANDLED.words(),
                                1L,
                                RedriveCounts.RESTARTS,
                                1L),
                        false,
                        2);
        assertThat(report.unaccounted()).isZero();
        assertThat(report.lines())
                .containsExactly(
                        "redriven: 9 (by reason {REJECTED=5})",
                        "of them before a restart: 4",
                        "dealt with before: 1",
                        "left alone, redriven often enough: 2",
                        "no dead letters: 3",
                        "restarts: 1; in each of them at most 512 records may have gone back"
                                + " twice");
        RedriveReport lost = new RedriveReport(Map.of(RedriveCounts.READ, 1L), true, 1);
        assertThat(lost.lines())
                .isEqualTo(
                        List.of(
                                "would be redriven: 0",
                                "not accounted for, which is a bug of entropy-repair: 1"));
    }

    private static StreamExecutionEnvironment built(Configuration cluster) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, cluster);
        RedriveJob.build(env, Configs.config(), RedriveJobOptions.DEFAULT);
        return env;
    }

    private record Ended(int code, String err) {}

    private static Ended run(String... args) throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code =
                RedriveJob.run(
                        args, StreamExecutionEnvironment.createLocalEnvironment(1), stream, stream);
        return new Ended(code, err.toString(StandardCharsets.UTF_8));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }
}
