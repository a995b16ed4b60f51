package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.cli.letters.DeadLetters;
import org.entropyrepair.testkit.flink.FlinkRest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.Command;

/**
 * All that befalls a job in its life, one after the other, on a real cluster: submitted, loaded, a
 * task manager killed, upgraded under load, the job manager killed, its dead letters redriven. At
 * the end no region differs, nothing is lost, and the dead letters are those provoked.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
class WholeLifeTest {
    private static final Path JAR =
            Path.of(
                    Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                    "jobs",
                    "target",
                    "entropy-repair-jobs.jar");
    private static final Duration LONGEST = Duration.ofSeconds(120);

    /** The commands of this life. */
    @Command(
            name = "entropy-repair",
            subcommands = {Submit.class, Upgrade.class, DeadLetters.class})
    static final class Root {}

    private @Nullable Servers started;

    @BeforeAll
    void start() throws IOException {
        started = Servers.start();
    }

    @AfterAll
    void close() {
        servers().close();
    }

    @Test
    void nothingIsLostAndTheDeadAreThoseProvoked() throws Exception {
        Scene scene = servers().scene();
        String ap = "topic: " + scene.topic("ap");
        Path distrustful = scene.config(ap, ap + ", accepts: {origins: [ap]}");
        Path trustful = scene.config();
        scene.publish();
        String first =
                said(ran(
                                "submit",
                                distrustful.toString(),
                                "--jar",
                                JAR.toString(),
                                "--parallelism",
                                "2",
                                "--json"))
                        .path("job")
                        .asText();
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
        until("rubbish is dead", () -> scene.deadLetters().size() == refused + 1);
        assertThat(said(letters(trustful, "list")).path("reason").asText())
                .as("the only one that has not been dealt with")
                .isEqualTo("MALFORMED");
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

    private Ran ran(String... line) {
        return Ran.of(
                (environment, out, err) -> Shell.of(new Root(), environment, out, err),
                Map.of("ENTROPY_REPAIR_CLUSTER", servers().flink().address().toString()),
                line);
    }

    /** The one object that was said. */
    private static JsonNode said(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines()).hasSize(1);
        return JsonMapper.builder().build().readTree(ran.out());
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
