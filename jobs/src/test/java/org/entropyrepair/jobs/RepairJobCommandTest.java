package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepairJobCommandTest {
    @TempDir Path folder;

    @Test
    void everyOptionIsRead() {
        String line =
                "--config c.yaml --targets us,eu --owns-unreadable false --replay-from"
                        + " 2026-01-22T00:00:00Z --job-name j --discovery-interval"
                        + " 2s --one-process true --config-revision file";
        RepairJobArguments.Run run = run(line);
        assertThat(run.config()).isEqualTo(new GivenConfig.File(Path.of("c.yaml")));
        assertThat(run.options())
                .isEqualTo(
                        RepairJobOptions.DEFAULT
                                .named("j")
                                .withTargets(Targets.of("us", "eu"), false)
                                .from(Instant.parse("2026-01-22T00:00:00Z"))
                                .discoveringEvery(Duration.ofSeconds(2))
                                .inOneProcess(true)
                                .withFileInForce(true));
    }

    @Test
    void aConfigCanBeCarriedInTheCommandLine() {
        String text = Configs.text("127.0.0.1:1", "/nowhere") + "# grüße, 你好\n";
        GivenConfig.Inline inline = new GivenConfig.Inline("c:d.yaml", text);
        assertThat(run("--config-inline " + inline.value()).config()).isEqualTo(inline);
    }

    @Test
    void problemsOfACarriedConfigAreSaidUnderItsName() throws Exception {
        String text =
                Configs.text("127.0.0.1:1", "/nowhere").replace("action: repair", "action: x");
        Ended ended =
                run(local(), "--config-inline", new GivenConfig.Inline("c.yaml", text).value());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).startsWith("c.yaml:").contains("scopes[0].action: x");
    }

    /** An exit would end the job manager, and every job on it. */
    @Test
    void whereFlinkRunsItAllProblemsAreThrown() throws Exception {
        Path file = write(Configs.text("127.0.0.1:1", "/nowhere").replace("100ms", "100"));
        assertThatThrownBy(
                        () ->
                                Launch.runOrThrow(
                                        new String[] {"--config", file.toString()},
                                        local(),
                                        RepairJob::run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining("replicationLag.default: 100");
        assertThatThrownBy(
                        () ->
                                Launch.runOrThrow(
                                        new String[] {"--mars", "x"}, local(), RepairJob::run))
                .hasMessageContaining("--mars: unknown");
    }

    @Test
    void howAJobWasSubmittedIsEnoughToSubmitItAgain() throws Exception {
        Path file = write(Configs.text("127.0.0.1:1", "/nowhere"));
        Map<String, String> shown =
                SubmittedAs.of(
                        run("--config " + file + " --targets us --job-name j"),
                        Map.of("entropy-repair.jar", "a.jar", SubmittedAs.WARNINGS, "of another"),
                        List.of());
        assertThat(shown)
                .containsEntry("entropy-repair.jar", "a.jar")
                .containsEntry("entropy-repair.targets", "us")
                .containsEntry("entropy-repair.job-name", "j")
                .containsOnlyKeys(
                        "entropy-repair.jar",
                        "entropy-repair.targets",
                        "entropy-repair.job-name",
                        "entropy-repair.config-inline");
        assertThat(run("--config-inline " + shown.get("entropy-repair.config-inline")).config())
                .isEqualTo(new GivenConfig.Inline("region.yaml", Files.readString(file)));
        StreamExecutionEnvironment env = local();
        FlinkSettings.show(env, shown);
        assertThat(FlinkSettings.shown(env)).isEqualTo(shown);
        assertThat(SubmittedAs.of(run("--config " + file), shown, List.of("this", "that")))
                .containsEntry(SubmittedAs.WARNINGS, "this\nthat");
    }

    private static RepairJobArguments.Run run(String line) {
        return (RepairJobArguments.Run) RepairJobArguments.parse(line.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                        | --config: missing (expected: a file)
                    --config                                  | --config: no value (expected: a file)
                    --verbose yes                             | --verbose: unknown (expected: one of --config,
                    --config a --config-inline b:Yg==         | --config-inline: a second config (expected: one
                    --config-inline b                         | --config-inline: no name and colon (expected: NAME
                    --config-inline b:Yg==                    | --config-inline: not gzipped (expected: NAME
                    --config-inline b:%%%                     | --config-inline: Illegal base64 character
                    --config a --config b                     | --config: given twice (expected: once)
                    --config a --replay-from yesterday        | --replay-from: yesterday (expected: an ISO-8601
                    --config a --owns-unreadable maybe        | --owns-unreadable: maybe (expected: true or false)
                    --config a --discovery-interval 5ms       | --discovery-interval: 5ms (expected: a duration of
                    --config a --discovery-interval soon      | --discovery-interval: soon (expected: a duration of
                    --config a --config-revision newest       | --config-revision: newest (expected: topic or file)
                    --config a --targets us,,eu               | --targets: us,,eu (expected: names of regions,
                    --config a --targets none,us              | --targets: none,us (expected: names of regions,
                    """)
    void wrongUseIsOneLineAndExitCodeTwo(String line, String message) throws Exception {
        Ended ended = run(local(), line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err().lines()).singleElement().asString().contains(message);
    }

    @Test
    void helpIsNotAnError() throws Exception {
        Ended ended = run(local(), "--help");
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("usage:");
    }

    @Test
    void allProblemsOfAConfigAreListedWithoutAStackTrace() throws Exception {
        Path file =
                write(
                        Configs.text("127.0.0.1:1", "/nowhere")
                                .replace("default: 100ms", "default: 100")
                                .replace("action: repair", "action: mend"));
        Ended ended = run(local(), "--config", file.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(2).allMatch(line -> line.startsWith(file + ":"));
    }

    @Test
    void aConfigThatCannotBeReadIsSaid() throws Exception {
        Ended ended = run(local(), "--config", folder.resolve("none.yaml").toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines()).singleElement().asString().contains("none.yaml");
    }

    @Test
    void aTargetThatIsNoRegionIsWrongUse() throws Exception {
        Path file = write(Configs.text("127.0.0.1:1", "/nowhere"));
        Ended ended = run(local(), "--config", file.toString(), "--targets", "us,mars");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--targets: mars (expected: one of [us, eu, ap])");
    }

    @Test
    void aJobWithNothingToDoIsWrongUse() throws Exception {
        Path file = write(Configs.text("127.0.0.1:1", "/nowhere"));
        Ended ended =
                run(
                        local(),
                        "--config",
                        file.toString(),
                        "--targets",
                        "none",
                        "--owns-unreadable",
                        "false");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("RepairJob: --owns-unreadable: false (expected: true, since");
    }

    @Test
    void allProblemsOfStoresAreListedWithTheirLines() throws Exception {
        Path file =
                write(
                        Configs.text("127.0.0.1:1", "/nowhere")
                                .replace("path: /nowhere/us", "path: /nowhere/us, wrokers: 3")
                                .replace(
                                        "kind: rocksdb, path: /nowhere/eu",
                                        "kind: rockdb, path: /nowhere/eu"));
        Ended ended = run(local(), "--config", file.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(2);
        assertThat(ended.err())
                .contains(file + ":8 regions.us.store.wrokers: ")
                .contains(file + ":11 regions.eu.store.kind: rockdb (expected: one of [")
                .contains("rocksdb");
    }

    @Test
    void aStoreThatProcessesCannotShareIsRefusedOnACluster() throws Exception {
        Path file = write(Configs.text("127.0.0.1:1", "/nowhere"));
        Configuration cluster = new Configuration();
        cluster.set(DeploymentOptions.TARGET, "remote");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(cluster);
        Ended ended = run(env, "--config", file.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("store.kind: rocksdb on a cluster (expected: "));
    }

    @Test
    void aSavepointOfAnotherLargestParallelismIsRefusedBeforeFlinkDoes() throws Exception {
        Path file = write(Configs.text("127.0.0.1:1", folder.toString()));
        Path savepoint = Path.of("src/test/resources/savepoints/0.1/canonical").toAbsolutePath();
        Configuration flink = new Configuration();
        flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toString());
        Ended ended =
                run(
                        StreamExecutionEnvironment.createLocalEnvironment(1, flink),
                        "--config",
                        file.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith(file + ":")
                .endsWith(
                        " maxParallelism: 128 (expected: 8, which was fixed with the first state of"
                                + " the job whose savepoint is "
                                + savepoint
                                + ")");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("region.yaml"), text);
    }

    private static StreamExecutionEnvironment local() {
        return StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
    }

    private static Ended run(StreamExecutionEnvironment env, String... args) throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = RepairJob.run(args, env, new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(code, err.toString(StandardCharsets.UTF_8).strip());
    }

    private record Ended(int code, String err) {}
}
