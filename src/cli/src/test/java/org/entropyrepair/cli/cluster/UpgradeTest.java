package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.jobs.JobUids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** What an upgrade makes of the savepoint it took, and what is said of it. */
class UpgradeTest {
    private static final Path KEPT =
            Path.of(
                    Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                    "jobs/src/test/resources/savepoints/0.1");

    /** Of the job whose savepoint is kept. */
    private static final String CONFIG =
            """
            apiVersion: entropy-repair/v1
            graph: social
            maxParallelism: 8
            regions:
              us:
                failures: [{bootstrapServers: "localhost:9092", topic: kept.failures.us}]
                store: {kind: rocksdb, path: /tmp/us}
              eu:
                failures: [{bootstrapServers: "localhost:9092", topic: kept.failures.eu}]
                store: {kind: rocksdb, path: /tmp/eu}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: a, tombstonesKept: 36500d}
            scopes:
              - {name: everything, match: {}, action: repair}
            deadLetters: {bootstrapServers: "localhost:9092", topic: dead}
            outcomes: {bootstrapServers: "localhost:9092", topic: outcomes}
            """;

    private static final String HOT =
            CONFIG + "configTopic: {bootstrapServers: \"localhost:9092\", topic: hot}\n";

    @Command(
            name = "entropy-repair",
            subcommands = {Submit.class, Upgrade.class})
    static final class Root {}

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"canonical", "native"})
    void whatTheNewJobTakesOverIsNotLeftBehind(String format) throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve(format))) {
            submit(flink, CONFIG);
            Ran ran = upgrade(flink, CONFIG.replace("follows.forward", "x.y"), "--json");
            assertThat(ran.code()).as(ran.err()).isZero();
            JsonNode said = JsonMapper.builder().build().readTree(ran.out());
            assertThat(said.path("end").asText()).isEqualTo("upgraded");
            assertThat(said.path("leftBehind")).isEmpty();
            assertThat(said.path("goneRegions")).isEmpty();
            assertThat(flink.runs()).hasSize(2);
            assertThat(flink.runs().get(1).path("allowNonRestoredState").asBoolean()).isFalse();
            assertThat(flink.stop()).contains("CANONICAL");
        }
    }

    @Test
    void theFormatOfTheSavepointIsChosen() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("native"))) {
            submit(flink, CONFIG);
            assertThat(upgrade(flink, CONFIG, "--savepoint-format", "native").code()).isZero();
            assertThat(flink.stop()).contains("NATIVE");
            assertThat(upgrade(flink, CONFIG, "--savepoint-format", "other").code()).isEqualTo(2);
        }
    }

    @Test
    void aRemovedRegionsPendingRepairsAreCountedOnceTheNewJobRuns() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG);
            String without = CONFIG.replaceAll("(?s)  eu:.*?(?=namespaces)", "");
            Ran unnamed = upgrade(flink, without);
            assertThat(unnamed.err())
                    .contains("--leave-behind: nothing (expected: eu/kept.failures.eu, which");
            assertThat(flink.in("RUNNING")).as("the old job").containsExactly("job0");

            Ran ran =
                    upgrade(
                            flink,
                            without + "retiredRegions: {eu: dead-letter, ap: discard}\n",
                            "--leave-behind",
                            "eu/kept.failures.eu",
                            "--json");
            assertThat(ran.code()).as(ran.err()).isZero();
            JsonNode said = JsonMapper.builder().build().readTree(ran.out());
            assertThat(said.path("leftBehind").toString()).isEqualTo("[\"eu/kept.failures.eu\"]");
            assertThat(said.path("goneRegions").toString())
                    .isEqualTo("{\"ap\":1,\"eu\":60,\"mars\":1}");
            assertThat(ran.err())
                    .contains("left behind of eu/kept.failures.eu: how far it was read")
                    .contains(
                            "60 repairs were pending for region eu, which is retired: they become")
                    .contains(
                            "1 repairs were pending for region ap, which is retired: they are dis")
                    .contains("region mars, which is not in the config: they wait as unknown for");
            assertThat(flink.runs().get(1).path("allowNonRestoredState").asBoolean()).isTrue();
        }
    }

    @Test
    void stateOfAConfigTopicIsLeftBehindOnlyIfNamed() throws Exception {
        try (TestingFlink flink = new TestingFlink(savepointOf(HOT))) {
            submit(flink, HOT);
            Ran unnamed = upgrade(flink, CONFIG);
            assertThat(unnamed.code()).isEqualTo(1);
            assertThat(unnamed.err())
                    .contains("--leave-behind: nothing (expected: configTopic, which")
                    .contains("  configTopic: ")
                    .contains("which scopes, lags and clock limits were in force");
            assertThat(flink.in("RUNNING")).as("the old job").containsExactly("job0");
            Ran named = upgrade(flink, CONFIG, "--leave-behind", "configTopic");
            assertThat(named.code()).as(named.err()).isZero();
            assertThat(flink.runs().get(1).path("allowNonRestoredState").asBoolean()).isTrue();
        }
    }

    @Test
    void stateOfReleaseOneIsTakenOverByAJobWithAConfigTopic() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG);
            Ran ran = upgrade(flink, HOT.replace("kept.failures.eu", "kept.failures.eu2"));
            assertThat(ran.err()).contains("expected: eu/kept.failures.eu, which");
            ran =
                    upgrade(
                            flink,
                            HOT.replace("kept.failures.eu", "kept.failures.eu2"),
                            "--leave-behind",
                            "eu/kept.failures.eu");
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.err())
                    .contains("new: the config topic; its last acceptable revision comes into")
                    .contains("new: eu/kept.failures.eu2 is read from its beginning");
        }
    }

    @Test
    void whatTwoConfigsTellStopsNothing() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG);
            Ran ran = upgrade(flink, CONFIG.replace("Parallelism: 8", "Parallelism: 16"));
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains(":3 maxParallelism: 16 (expected: 8, which was fixed with the first");
            assertThat(upgrade(flink, CONFIG, "--leave-behind", "us/x").err())
                    .contains("--leave-behind: us/x (expected: nothing, which");
            assertThat(upgrade(flink, CONFIG, "--parallelism", "9").err())
                    .contains(
                            "--parallelism: 9 (expected: at most the config's maxParallelism, 8)");
            assertThat(flink.in("RUNNING")).containsExactly("job0");
        }
    }

    /** The savepoint holds more than the old config tells. */
    @Test
    void whatOnlyTheSavepointTellsLeadsBackWithoutATrialOfTheNewJob() throws Exception {
        try (TestingFlink flink = new TestingFlink(savepointOf(HOT))) {
            submit(flink, CONFIG);
            Ran ran = upgrade(flink, CONFIG, "--json");
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("--leave-behind: nothing (expected: configTopic, which")
                    .contains("upgrade: rolled back: job entropy-repair, job1 runs");
            assertThat(ran.out()).contains("\"end\":\"rolled-back\"").contains("configTopic");
            assertThat(flink.runs()).as("the first start and the way back").hasSize(2);
            assertThat(flink.runs().get(1).path("programArgsList"))
                    .isEqualTo(flink.runs().get(0).path("programArgsList"));
        }
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            String sixteen = CONFIG.replace("Parallelism: 8", "Parallelism: 16");
            submit(flink, sixteen);
            Ran ran = upgrade(flink, sixteen);
            assertThat(ran.err())
                    .contains("maxParallelism: 16 (expected: 8, which was fixed")
                    .contains("upgrade: rolled back");
            assertThat(flink.runs()).hasSize(2);
        }
    }

    @Test
    void aSavepointOfAnotherJobIsToldAndOneThatCannotBeReadHereIsLeftToTheCluster()
            throws Exception {
        Path others = TestingSavepoint.write(folder, 128, List.of("counts"));
        try (TestingFlink flink = new TestingFlink(others)) {
            submit(flink, CONFIG);
            assertThat(upgrade(flink, CONFIG).err())
                    .contains("savepoint: file:" + others + " (expected: one of the repair job)")
                    .contains("--leave-behind: nothing (expected: counts, which");
        }
        try (TestingFlink flink = new TestingFlink(Path.of("/not/here"))) {
            submit(flink, CONFIG);
            Ran ran = upgrade(flink, CONFIG);
            assertThat(ran.code()).isZero();
            assertThat(ran.err()).contains("what the savepoint holds is not known here: ");
        }
    }

    @Test
    void aStateThatDoesNotRestoreLeadsBackWithItsReason() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG, "--parallelism", "3");
            flink.starts(body -> body.path("parallelism").asInt() == 4 ? "FAILED" : "RUNNING");
            Ran ran = upgrade(flink, CONFIG, "--parallelism", "4");
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("job job1: FAILED: not to be restored")
                    .contains("upgrade: rolled back: job entropy-repair, job2 runs");
            assertThat(flink.in("RUNNING")).containsExactly("job2");
            assertThat(flink.runs().get(2).path("parallelism").asInt()).isEqualTo(3);
            assertThat(flink.runs().get(2).path("savepointPath"))
                    .isEqualTo(flink.runs().get(1).path("savepointPath"));
        }
    }

    /** Whoever waited for as long as a slow start may take would be down for minutes. */
    @Test
    void aJobThatFailsAgainAndAgainIsGivenUp() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG);
            flink.starts(body -> flink.runs().size() == 2 ? "RESTARTING" : "RUNNING");
            Ran ran = upgrade(flink, CONFIG, "--patience", "30s");
            assertThat(ran.err())
                    .contains("job1: failed 3 times before all its tasks ran: not to be restored");
            assertThat(flink.in("CANCELED")).containsExactly("job1");
            assertThat(flink.in("RUNNING")).containsExactly("job2");
        }
    }

    @Test
    void anInterruptedUpgradeSaysHowToGoOnAndThatGoesOn() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG, "--parallelism", "3");
            flink.cutOffOnceStopped();
            Ran cut = upgrade(flink, CONFIG);
            assertThat(cut.code()).isEqualTo(1);
            assertThat(cut.err()).contains("cluster: no answer from");
            flink.reachable();
            assertThat(flink.in("RUNNING")).isEmpty();

            assertThat(upgrade(flink, CONFIG).err())
                    .as("the same again")
                    .contains("--job-name: not given of []")
                    .contains(
                            "job entropy-repair, job0, was stopped with a savepoint; to go on from"
                                    + " there: --from-savepoint file:"
                                    + KEPT.resolve("canonical"));
            flink.starts(body -> flink.runs().size() == 2 ? "refused: no" : "RUNNING");
            Ran back = again(flink, cut);
            assertThat(back.err())
                    .as("back to what was remembered of the job that was stopped")
                    .contains("refused: no")
                    .contains("job1 runs from the savepoint with its old jar and config");
            assertThat(flink.runs().get(2).path("parallelism").asInt()).isEqualTo(3);
            assertThat(again(flink, cut).err())
                    .contains("expected: no running job of this name, but job job1 is RUNNING");
        }
    }

    @Test
    void whatAClusterHasForgottenIsGoneOnWithAndNotGoneBackTo() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            submit(flink, CONFIG);
            flink.cutOffOnceStopped();
            Ran cut = upgrade(flink, CONFIG);
            flink.reachable();
            flink.forget();
            flink.starts(body -> "FAILED");
            Ran failed = again(flink, cut, "--jar", jar());
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.err())
                    .contains("nobody knows any more how it was submitted")
                    .contains("nothing is lost: start the old job from file:");
            flink.starts(body -> "RUNNING");
            Ran ran = again(flink, cut, "--jar", jar());
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("it completed a checkpoint").doesNotContain("down for");
        }
    }

    @Test
    void aJobThatDoesNotShowHowItWasSubmittedIsToldByItsArguments() throws Exception {
        try (TestingFlink flink = new TestingFlink(KEPT.resolve("canonical"))) {
            flink.runSilently("kept");
            assertThat(upgrade(flink, CONFIG).err()).contains("--job-name: not given of []");
            String arguments = "--config /etc/region.yaml --job-name kept --targets us";
            assertThat(upgrade(flink, CONFIG, "--old-arguments", arguments).err())
                    .contains("--old-jar: none");
            String[] line = {"--old-arguments", arguments, "--old-jar", jar()};
            flink.starts(body -> body.toString().contains("config-inline") ? "FAILED" : "RUNNING");
            Ran back = upgrade(flink, CONFIG, line);
            assertThat(back.err()).contains("upgrade: rolled back: job kept");
            assertThat(back.code()).isEqualTo(1);
            assertThat(flink.runs().get(1).path("programArgsList"))
                    .map(JsonNode::asText)
                    .containsExactly(
                            "--config",
                            "/etc/region.yaml",
                            "--job-name",
                            "kept",
                            "--targets",
                            "us");
            assertThat(flink.runs().get(0).path("programArgsList"))
                    .map(JsonNode::asText)
                    .contains("--config-inline", "kept", "us")
                    .doesNotContain("--config", "/etc/region.yaml");
            assertThat(upgrade(flink, CONFIG, "--old-arguments", "kept").err())
                    .contains("--old-arguments: kept (expected: --name value --name value,");
        }
    }

    private Path savepointOf(String config) throws IOException {
        RegionConfig read = RegionConfigReader.read(file(config)).orThrow();
        Set<String> uids = new TreeSet<>(JobUids.of(read));
        uids.removeIf(uid -> uid.startsWith("decode-"));
        return TestingSavepoint.write(
                Files.createTempDirectory(folder, "savepoint"),
                read.maxParallelism(),
                List.copyOf(uids));
    }

    private void submit(TestingFlink flink, String config, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("submit", file(config).toString()));
        line.addAll(List.of("--jar", jar()));
        line.addAll(List.of(more));
        Ran ran = ran(flink, line);
        assertThat(ran.code()).as(ran.err()).isZero();
    }

    private Ran upgrade(TestingFlink flink, String config, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("upgrade", file(config).toString()));
        line.addAll(List.of(more));
        return ran(flink, line);
    }

    /** Runs what an interrupted upgrade has said. */
    private static Ran again(TestingFlink flink, Ran interrupted, String... more) {
        String said = "go on with: entropy-repair ";
        int at = interrupted.err().indexOf(said) + said.length();
        assertThat(at).as(interrupted.err()).isGreaterThan(said.length());
        String line = interrupted.err().substring(at).lines().findFirst().orElseThrow();
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.addAll(List.of(more));
        return ran(flink, words);
    }

    private static Ran ran(TestingFlink flink, List<String> line) {
        return Ran.of(
                (environment, out, err) -> Shell.of(new Root(), environment, out, err),
                Map.of("ENTROPY_REPAIR_CLUSTER", flink.address().toString()),
                line.toArray(String[]::new));
    }

    private String jar() throws IOException {
        return Files.writeString(folder.resolve("the.jar"), "a jar").toString();
    }

    private Path file(String config) throws IOException {
        return Files.writeString(
                Files.createTempDirectory(folder, "config").resolve("region.yaml"), config);
    }
}
