package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.testkit.contract.ExampleStoreJar;
import org.entropyrepair.testkit.flink.FlinkRest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job's jar on a real Flink cluster, a real broker and a real Cassandra: submitted, its
 * processes killed, upgraded under load, its dead letters redriven. Nothing that was reported is
 * lost, as plain CQL shows.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
class RealClusterTest {
    private static final Path JAR = TestingJars.PRESENT;

    private static final Bytes RUBBISH = Bytes.wrap(new byte[] {1, 2, 3});

    @TempDir private Path folder;
    private @Nullable Servers started;

    @BeforeAll
    void start() throws IOException {
        started = Servers.start();
    }

    @AfterAll
    void close() {
        servers().close();
    }

    @AfterEach
    void cancelAll() {
        RepairJobs jobs = new RepairJobs(new Cluster(servers().flink().address()), Tool.LONGEST);
        tool().alive().forEach(jobs::cancel);
    }

    /** All that befalls a job in its life, one after the other. */
    @Test
    void afterKillsAnUpgradeAndARedriveNothingIsLostAndTheDeadAreThoseProvoked() throws Exception {
        Scene scene = servers().scene();
        String ap = "topic: " + scene.topic("ap");
        Path distrustful = scene.config(ap, ap + ", accepts: {origins: [ap]}");
        Path trustful = scene.config();
        scene.publish();
        String first = tool().submit(distrustful, "--parallelism", "2");
        Tool.until("a checkpoint", () -> rest().checkpoints(first) > 0);
        scene.publish(Duration.ofSeconds(1));

        servers().flink().killTaskManager(0);
        scene.publish(Duration.ofSeconds(1));
        servers().flink().startTaskManager(0);
        Tool.until("it was restarted", () -> tool().restarts(first) > 0);
        Tool.until("all its tasks run again", () -> rest().runs(first));
        int checkpoints = rest().checkpoints(first);
        Tool.until("another checkpoint", () -> rest().checkpoints(first) > checkpoints);

        scene.publish("ap"); // made in us: not accepted from there
        int refused = Scene.WRITES * Scene.REGIONS.size();
        Tool.until("all refused are dead", () -> scene.deadLetters().size() == refused);
        String second = upgradeUnderLoad(scene, trustful);

        servers().flink().killJobManager();
        scene.publish(Duration.ofSeconds(1));
        scene.publishRubbish();
        servers().flink().startJobManager();
        Tool.until(
                "it is found again and runs",
                () -> rest().find("/jobs/" + second).isPresent() && rest().runs(second));

        JsonNode redriven =
                Tool.said(
                        tool().letters(
                                        trustful,
                                        "redrive",
                                        "--reason",
                                        "REJECTED",
                                        "--canary",
                                        "5"));
        assertThat(redriven.at("/redriven/count").asInt()).isEqualTo(refused);
        scene.publish();
        scene.converges();
        Tool.until("rubbish is dead", () -> scene.deadLetters().contains(RUBBISH));
        assertThat(scene.deadLetters()).hasSize(refused + 1);
        assertThat(Tool.said(tool().letters(trustful, "list")).path("reason").asText())
                .as("the only one that has not been dealt with")
                .isEqualTo("MALFORMED");
    }

    /**
     * Each way of waiting is in the savepoint: Cassandra hangs while it is taken, and no request to
     * it is given up before.
     */
    @Test
    void thePreviousReleaseIsUpgradedUnderLoadAndThenARegionIsRetired() throws Exception {
        Scene scene = servers().scene();
        String usual = "requestTimeout: 5s";
        String patient = "requestTimeout: 60s";
        String scopes = "  - {name: everything";
        String resting = "  - {name: resting, match: {targets: [eu]}, action: pause}\n" + scopes;
        Path old = scene.config(scene.region("ap"), "", scopes, resting, usual, patient);
        Path jar = TestingJars.ofRelease("0.1", folder);
        scene.publish();
        servers().flink().flink("run", "-d", "-p", "1", jar.toString(), "--config", old.toString());
        Tool.until("it is there", () -> tool().alive().size() == 1);
        String job = tool().alive().get(0);
        Tool.until("a checkpoint", () -> rest().checkpoints(job) > 0);
        scene.converges("us");
        Tool.until("nothing is in flight", () -> tool().inFlight(job, "us") == 0);

        JsonNode upgraded;
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = new Thread(() -> scene.publishUntil(enough::get));
        servers().cassandra().pause();
        load.start();
        Thread waking = new Thread(() -> wakeCassandraOnceOver(job));
        try {
            Tool.until("holds are over", () -> tool().inFlight(job, "us") > 0);
            waking.start();
            upgraded =
                    Tool.said(
                            tool().ran(
                                            "upgrade",
                                            scene.config(scopes, resting, usual, patient)
                                                    .toString(),
                                            "--old-jar",
                                            jar.toString(),
                                            "--old-arguments",
                                            "--config " + old,
                                            "--jar",
                                            JAR.toString(),
                                            "--parallelism",
                                            "2",
                                            "--json"));
        } finally {
            waking.join();
            servers().cassandra().resume();
            enough.set(true);
            load.join();
        }
        assertThat(Tool.waiting(upgraded.path("savepoint").asText()))
                .contains("eu parked scope is paused", "ap parked region is unknown")
                .anyMatch(one -> one.startsWith("us in-flight"));
        assertThat(upgraded.path("downMillis").asLong()).isPositive();
        assertThat(upgraded.path("leftBehind")).isEmpty();
        isSaidToRun(upgraded);
        int pending = scene.publishAll();
        scene.converges("us", "ap");
        assertThat(scene.deadLetters()).isEmpty();
        Tool.until("all is read", () -> tool().status().at("/pending/eu").asInt() == pending);
        retire(scene, pending);
    }

    /** {@code eu} is retired with repairs pending, the topic of {@code ap} has another name. */
    private void retire(Scene scene, int pending) throws Exception {
        Path retired =
                scene.config(
                        scene.region("eu"),
                        "",
                        "graph: social",
                        "graph: social\nretiredRegions: {eu: dead-letter}",
                        scene.topic("ap"),
                        scene.anotherTopic());
        JsonNode upgraded =
                Tool.said(
                        tool().ran(
                                        "upgrade",
                                        retired.toString(),
                                        "--savepoint-format",
                                        "native",
                                        "--leave-behind",
                                        "ap/%s,eu/%s"
                                                .formatted(scene.topic("ap"), scene.topic("eu")),
                                        "--json"));
        assertThat(upgraded.path("leftBehind")).hasSize(2);
        assertThat(upgraded.at("/goneRegions/eu").asInt()).isEqualTo(pending);
        // what a winner had superseded has ended with it, in a letter of its own
        Tool.until("they are dead", () -> scene.deadWinners() == pending);
        scene.publish();
        scene.converges("us", "ap");
    }

    private void wakeCassandraOnceOver(String job) {
        try {
            Tool.until("the old job is over", () -> !tool().alive().contains(job));
        } finally {
            servers().cassandra().resume();
        }
    }

    private void isSaidToRun(JsonNode upgraded) {
        Tool.until("pending is known", () -> !tool().status().path("pending").isEmpty());
        JsonNode status = tool().status();
        assertThat(status.path("job").asText()).isEqualTo(upgraded.path("job").asText());
        assertThat(status.path("name").asText()).isEqualTo("entropy-repair");
        assertThat(status.path("state").asText()).isEqualTo("RUNNING");
        assertThat(status.path("parallelism").asInt()).isEqualTo(2);
        assertThat(status.path("targets")).hasSize(3);
        assertThat(status.path("lastCheckpointMillis").asLong()).isPositive();
        assertThat(rest().get("/jobs/" + status.path("job").asText() + "/checkpoints").toString())
                .as("what it was restored from")
                .contains(upgraded.path("savepoint").asText());
    }

    @Test
    void badUpgradesEndWithTheOldJobRunningFromItsSavepoint() throws Exception {
        Scene scene = servers().scene();
        scene.publish();
        String job = tool().submit(scene.config(), "--parallelism", "1");
        assertThat(tool().ran("submit", scene.config().toString()).err())
                .as("the same work again")
                .contains("--targets: ap,eu,us (expected: none that job entropy-repair");
        Tool.until("a checkpoint", () -> rest().checkpoints(job) > 0);

        Ran invalid =
                tool().ran("upgrade", scene.config("action: repair", "action: mend").toString());
        assertThat(invalid.code()).isEqualTo(1);
        assertThat(invalid.err()).contains("scopes[0].action: mend (expected: ");
        String fewer = "graph: social\nmaxParallelism: 64";
        assertThat(tool().ran("upgrade", scene.config("graph: social", fewer).toString()).err())
                .contains("maxParallelism: 64 (expected: 128, which was fixed");
        assertThat(rest().runs(job)).as("the old job, not even stopped").isTrue();

        scene.publish();
        Ran refused =
                tool().ran("upgrade", scene.config("keyspace: ", "kyspace: ").toString(), "--json");
        assertThat(refused.err())
                .contains("regions.us.store.kyspace")
                .contains("upgrade: rolled back");
        String back = rolledBack(refused);

        scene.publish();
        Ran broken = upgradeTo(TestingJars.broken(folder), scene);
        assertThat(broken.err()).contains("out of order on purpose");
        assertThat(rolledBack(broken)).isNotEqualTo(back);

        scene.publish();
        Ran unrestorable = upgradeTo(TestingJars.thatCannotReadEdges(folder), scene);
        assertThat(unrestorable.err()).contains("format of edge state: 2 (expected: 1 to 1");
        rolledBack(unrestorable);
        scene.publish();
        scene.converges();
        assertThat(tool().status().path("parallelism").asInt()).isEqualTo(1);
        assertThat(scene.deadLetters()).isEmpty();
    }

    private Ran upgradeTo(Path jar, Scene scene) throws IOException {
        return tool().ran("upgrade", scene.config().toString(), "--jar", jar.toString(), "--json");
    }

    @Test
    void aThirdPartysStoreIsFoundOnTheClassPathThatIsNamedAndStaysThere() throws Exception {
        Scene scene = servers().scene();
        Path jar = ExampleStoreJar.build(folder.resolve("third-party"));
        Path held = Files.createDirectories(folder.resolve("held"));
        String region = scene.region("eu");
        String store = "store: {kind: " + ExampleStoreJar.KIND + ", path: " + held + "}";
        String config = scene.config(region, region.replaceAll("store: .*}", store)).toString();
        String[] line = {"submit", config, "--parallelism", "1", "--one-process", "true"};
        assertThat(tool().ran(line).err()).contains("regions.eu.store.kind: folder (expected: ");
        String[] found = Arrays.copyOf(line, line.length + 2);
        found[line.length] = "--classpath";
        found[line.length + 1] = jar.toUri().toString();
        Ran submitted = tool().ran(found);
        assertThat(submitted.code()).as(submitted.err()).isZero();
        scene.publish();
        scene.converges("us", "ap");
        Tool.until("they are in files", () -> files(held) == Scene.WRITES);

        Tool.said(tool().ran("upgrade", config, "--json"));
        int cells = scene.publishAll();
        Tool.until("they are in files", () -> files(held) == cells);
    }

    private static int files(Path folder) {
        String[] names = folder.resolve("forward").toFile().list();
        return names == null ? 0 : names.length;
    }

    /** The commands of Flink that the page on operations names are run here. */
    @Test
    void jobOfFlinksOwnClientIsUpgradedAndTopicsAreLeftBehindOnlyIfNamed() throws Exception {
        Scene scene = servers().scene();
        scene.publish();
        Path hot = scene.config("graph: social", "graph: social\n" + scene.configTopic());
        servers().flink().flink("run", "-d", JAR.toString(), "--config", hot.toString());
        Tool.until("it runs", () -> tool().status().path("state").asText().equals("RUNNING"));
        String job = tool().status().path("job").asText();
        Tool.until("a checkpoint", () -> rest().checkpoints(job) > 0);
        String other = scene.config(scene.topic("ap"), scene.anotherTopic()).toString();

        assertThat(tool().ran("upgrade", other).err()).contains("--old-jar: none");
        Ran unnamed = tool().ran("upgrade", other, "--old-jar", JAR.toString());
        assertThat(unnamed.code()).isEqualTo(1);
        String left = "ap/" + scene.topic("ap") + ",configTopic";
        assertThat(unnamed.err())
                .contains("--leave-behind: nothing (expected: " + left + ", which");
        assertThat(rest().runs(job)).as("the old job").isTrue();
        String[] goOn =
                tool().killedOnceSaved(
                                other,
                                "--old-jar",
                                JAR.toString(),
                                "--leave-behind",
                                left,
                                "--json");
        Tool.until("the old job is over", () -> tool().alive().isEmpty());
        scene.publish();
        JsonNode upgraded = Tool.said(tool().ran(goOn));
        assertThat(upgraded.path("end").asText()).isEqualTo("upgraded");
        assertThat(upgraded.path("leftBehind")).hasSize(2);
        scene.publish();
        scene.converges();

        String stopped =
                servers()
                        .flink()
                        .flink(
                                "stop",
                                "--savepointPath",
                                servers().flink().savepoints().toUri().toString(),
                                upgraded.path("job").asText());
        Matcher savepoint = Pattern.compile("Path: (\\S+)").matcher(stopped);
        assertThat(savepoint.find()).as(stopped).isTrue();
        scene.publish();
        servers()
                .flink()
                .flink("run", "-d", "-s", savepoint.group(1), JAR.toString(), "--config", other);
        scene.publish();
        scene.converges();
        assertThat(scene.deadLetters()).isEmpty();
    }

    /** The job that runs instead. */
    private String rolledBack(Ran ran) throws IOException {
        assertThat(ran.code()).isEqualTo(1);
        JsonNode said = JsonMapper.builder().build().readTree(ran.out());
        assertThat(said.path("end").asText()).isEqualTo("rolled-back");
        String job = said.path("job").asText();
        assertThat(rest().runs(job)).isTrue();
        assertThat(rest().get("/jobs/" + job + "/checkpoints").path("latest").toString())
                .as("what it was restored from")
                .contains(said.path("savepoint").asText());
        return job;
    }

    private String upgradeUnderLoad(Scene scene, Path config) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = new Thread(() -> scene.publishUntil(enough::get));
        load.start();
        try {
            JsonNode upgraded = Tool.said(tool().ran("upgrade", config.toString(), "--json"));
            assertThat(upgraded.path("end").asText()).isEqualTo("upgraded");
            return upgraded.path("job").asText();
        } finally {
            enough.set(true);
            load.join();
        }
    }

    private FlinkRest rest() {
        return servers().flink().rest();
    }

    private Tool tool() {
        return new Tool(servers());
    }

    private Servers servers() {
        return Objects.requireNonNull(started);
    }
}
