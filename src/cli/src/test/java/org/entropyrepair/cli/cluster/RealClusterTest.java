package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.cli.letters.DeadLetters;
import org.entropyrepair.core.model.Bytes;
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
import picocli.CommandLine.Command;

/**
 * The job's jar on a real Flink cluster, a real broker and a real Cassandra: submitted, its
 * processes killed, upgraded under load, its dead letters redriven. Nothing that was reported is
 * lost, as plain CQL shows.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
class RealClusterTest {
    private static final Path JAR =
            Path.of(
                    Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                    "jobs",
                    "target",
                    "entropy-repair-jobs.jar");
    private static final Duration LONGEST = Duration.ofSeconds(120);

    /** The commands that a job meets. */
    @Command(
            name = "entropy-repair",
            subcommands = {Submit.class, Status.class, Upgrade.class, DeadLetters.class})
    static final class Root {}

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
        RepairJobs jobs = new RepairJobs(new Cluster(servers().flink().address()), LONGEST);
        jobs.all().forEach(job -> jobs.cancel(job.id()));
    }

    /** All that befalls a job in its life, one after the other. */
    @Test
    void afterKillsAnUpgradeAndARedriveNothingIsLostAndTheDeadAreThoseProvoked() throws Exception {
        Scene scene = servers().scene();
        String ap = "topic: " + scene.topic("ap");
        Path distrustful = scene.config(ap, ap + ", accepts: {origins: [ap]}");
        Path trustful = scene.config();
        scene.publish();
        String first = submit(distrustful, "--parallelism", "2");
        until("a checkpoint", () -> rest().checkpoints(first) > 0);
        scene.publish(Duration.ofSeconds(1));

        servers().flink().killTaskManager(0);
        scene.publish(Duration.ofSeconds(1));
        servers().flink().startTaskManager(0);
        until("it was restarted", () -> restarts(first) > 0);
        until("all its tasks run again", () -> rest().runs(first));
        int checkpoints = rest().checkpoints(first);
        until("another checkpoint", () -> rest().checkpoints(first) > checkpoints);

        scene.publish("ap"); // made in us: not accepted from there
        int refused = Scene.WRITES * Scene.REGIONS.size();
        until("all refused are dead", () -> scene.deadLetters().size() == refused);
        String second = upgradeUnderLoad(scene, trustful);

        servers().flink().killJobManager();
        scene.publish(Duration.ofSeconds(1));
        scene.publishRubbish();
        servers().flink().startJobManager();
        until(
                "it is found again and runs",
                () -> rest().find("/jobs/" + second).isPresent() && rest().runs(second));

        JsonNode redriven =
                said(letters(trustful, "redrive", "--reason", "REJECTED", "--canary", "5"));
        assertThat(redriven.at("/redriven/count").asInt()).isEqualTo(refused);
        scene.publish();
        scene.converges();
        until("rubbish is dead", () -> scene.deadLetters().contains(RUBBISH));
        assertThat(scene.deadLetters()).hasSize(refused + 1);
        assertThat(said(letters(trustful, "list")).path("reason").asText())
                .as("the only one that has not been dealt with")
                .isEqualTo("MALFORMED");
    }

    @Test
    void upgradeUnderLoadWithAnotherParallelismAndConfigLosesNothing() throws Exception {
        Scene scene = servers().scene();
        scene.publish();
        String job = submit(scene.config(), "--job-name", scene.name(), "--parallelism", "1");
        assertThat(ran("submit", scene.config().toString()).err())
                .as("the same work again")
                .contains("--targets: ap,eu,us (expected: none that job " + scene.name());
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = new Thread(() -> scene.publishUntil(enough::get));
        load.start();
        JsonNode upgraded;
        try {
            until("a checkpoint", () -> rest().checkpoints(job) > 0);
            upgraded =
                    said(
                            ran(
                                    "upgrade",
                                    scene.config("default: 300ms", "default: 600ms").toString(),
                                    "--jar",
                                    JAR.toString(),
                                    "--parallelism",
                                    "2",
                                    "--json"));
        } finally {
            enough.set(true);
            load.join();
        }
        assertThat(upgraded.path("end").asText()).isEqualTo("upgraded");
        assertThat(upgraded.path("job").asText()).isNotEqualTo(job);
        assertThat(upgraded.path("downMillis").asLong()).isPositive();
        scene.publish();
        scene.converges();
        assertThat(scene.deadLetters()).isEmpty();
        until("pending is known", () -> !status().path("pending").isEmpty());
        JsonNode status = status();
        assertThat(status.path("job").asText()).isEqualTo(upgraded.path("job").asText());
        assertThat(status.path("name").asText()).isEqualTo(scene.name());
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
        String job = submit(scene.config(), "--parallelism", "1");
        until("a checkpoint", () -> rest().checkpoints(job) > 0);

        Ran invalid = ran("upgrade", scene.config("action: repair", "action: mend").toString());
        assertThat(invalid.code()).isEqualTo(1);
        assertThat(invalid.err()).contains("scopes[0].action: mend (expected: ");
        assertThat(rest().runs(job)).as("the old job, not even stopped").isTrue();

        scene.publish();
        Ran refused = ran("upgrade", scene.config("keyspace: ", "kyspace: ").toString(), "--json");
        assertThat(refused.err())
                .contains("regions.us.store.kyspace")
                .contains("upgrade: rolled back");
        String back = rolledBack(refused);

        scene.publish();
        Ran broken =
                ran(
                        "upgrade",
                        scene.config().toString(),
                        "--jar",
                        brokenJar().toString(),
                        "--json");
        assertThat(broken.err()).contains("out of order on purpose");
        assertThat(rolledBack(broken)).isNotEqualTo(back);

        scene.publish();
        Ran unrestorable =
                ran(
                        "upgrade",
                        scene.config("graph: social", "graph: social\nmaxParallelism: 64")
                                .toString(),
                        "--json");
        assertThat(unrestorable.err())
                .contains("maxParallelism: 64 (expected: 128, which was fixed");
        rolledBack(unrestorable);
        scene.publish();
        scene.converges();
        assertThat(status().path("parallelism").asInt()).isEqualTo(1);
        assertThat(scene.deadLetters()).isEmpty();
    }

    /** The commands of Flink that the page on operations names are run here. */
    @Test
    void jobOfFlinksOwnClientIsUpgradedAndTopicsAreLeftBehindOnlyIfNamed() throws Exception {
        Scene scene = servers().scene();
        scene.publish();
        servers().flink().flink("run", "-d", JAR.toString(), "--config", scene.config().toString());
        until("it runs", () -> status().path("state").asText().equals("RUNNING"));
        String job = status().path("job").asText();
        until("a checkpoint", () -> rest().checkpoints(job) > 0);
        String other = scene.config(scene.topic("ap"), scene.anotherTopic()).toString();

        assertThat(ran("upgrade", other).err()).contains("--old-jar: none");
        Ran unnamed = ran("upgrade", other, "--old-jar", JAR.toString());
        assertThat(unnamed.code()).isEqualTo(1);
        assertThat(unnamed.err())
                .contains("--leave-behind: nothing (expected: ap/" + scene.topic("ap") + ",");
        assertThat(rest().runs(job)).as("the old job").isTrue();
        JsonNode upgraded =
                said(
                        ran(
                                "upgrade",
                                other,
                                "--old-jar",
                                JAR.toString(),
                                "--leave-behind",
                                "ap/" + scene.topic("ap"),
                                "--json"));
        assertThat(upgraded.path("end").asText()).isEqualTo("upgraded");
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

    /** A jar whose main method throws. */
    private Path brokenJar() throws IOException {
        Path source =
                Files.writeString(
                        folder.resolve("Broken.java"),
                        "public class Broken { public static void main(String[] args) {"
                                + " throw new IllegalStateException(\"out of order on purpose\"); } }");
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(
                                        null,
                                        null,
                                        null,
                                        "-proc:none",
                                        "-d",
                                        folder.toString(),
                                        source.toString()))
                .isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Broken");
        Path jar = folder.resolve("broken.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            packed.putNextEntry(new JarEntry("Broken.class"));
            Files.copy(folder.resolve("Broken.class"), packed);
            packed.closeEntry();
        }
        return jar;
    }

    private String upgradeUnderLoad(Scene scene, Path config) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = new Thread(() -> scene.publishUntil(enough::get));
        load.start();
        try {
            JsonNode upgraded = said(ran("upgrade", config.toString(), "--json"));
            assertThat(upgraded.path("end").asText()).isEqualTo("upgraded");
            return upgraded.path("job").asText();
        } finally {
            enough.set(true);
            load.join();
        }
    }

    private Ran letters(Path config, String command, String... options) {
        List<String> line =
                new ArrayList<>(
                        List.of("dead-letters", command, "--config", config.toString(), "--json"));
        line.addAll(List.of(options));
        return ran(line.toArray(String[]::new));
    }

    private String submit(Path config, String... options) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of("submit", config.toString(), "--jar", JAR.toString(), "--json"));
        line.addAll(List.of(options));
        return said(ran(line.toArray(String[]::new))).path("job").asText();
    }

    private JsonNode status() {
        try {
            return said(ran("status", "--json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode said(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.builder().build().readTree(ran.out());
    }

    private Ran ran(String... line) {
        return Ran.of(
                (environment, out, err) -> Shell.of(new Root(), environment, out, err),
                Map.of("ENTROPY_REPAIR_CLUSTER", servers().flink().address().toString()),
                line);
    }

    private int restarts(String job) {
        JsonNode metrics = rest().get("/jobs/" + job + "/metrics?get=numRestarts");
        return metrics.isEmpty() ? 0 : metrics.get(0).path("value").asInt();
    }

    private FlinkRest rest() {
        return servers().flink().rest();
    }

    private Servers servers() {
        return Objects.requireNonNull(started);
    }

    private static void until(String what, BooleanSupplier holds) {
        Awaitility.await(what)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }
}
