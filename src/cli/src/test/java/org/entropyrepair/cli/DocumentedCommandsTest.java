package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.entropyrepair.cli.cluster.SmallCluster;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.core.model.DeathReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The commands of the pages, as they stand there, on a real cluster and a real broker: Kafka's and
 * Flink's own as well as the tool's. Only names of machines, files and numbers are put in. One that
 * is shown and neither run here nor known to be run elsewhere makes this fail.
 */
@Tag("slow")
@ExtendWith(SmallCluster.Shared.class)
@Timeout(400)
class DocumentedCommandsTest {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));
    private static final Path JAR = ROOT.resolve("jobs/target/entropy-repair-jobs.jar");
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final String LETTERS = "dead-letters.md";
    private static final String MOVING = "moving-over.md";
    private static final String OPERATIONS = "operations.md";
    private static final String SCOPES = "scopes.md";
    private static final int UNSCOPED = 6;

    /** How commands begin that are not run here, and why not. */
    private static final Map<String, String> NOT_HERE =
            Map.of(
                    "bin/quickstart", "what it starts is tested in src/quickstart",
                    "bin/local-cluster", "what it starts is tested in src/quickstart",
                    "bin/entropy-repair --help", "its text is compared with a page of its own",
                    "java -cp \"$(cat src/quickstart", "is run in src/quickstart",
                    "mvn -q package -DskipTests", "has made the jar that is run here",
                    "bin/test", "runs this test",
                    "entropy-repair console", "is run in src/console and src/quickstart",
                    "bin/entropy-repair upgrade region.yaml --jar ", "RealClusterTest runs it",
                    "docker ", "the page says that no image was built",
                    "kubectl ", "the page says that no Kubernetes was there");

    private final SmallCluster servers;
    private final DocumentedWorld world;
    private final StockTools tools;
    private final Path folder;
    private final ShownCommands shown = ShownCommands.read();
    private final Set<String> flinkRan = new HashSet<>();
    private String job = "";
    private String savepoint = "";

    DocumentedCommandsTest(SmallCluster servers) throws IOException {
        this.servers = servers;
        this.folder = servers.folder("documented");
        this.world = new DocumentedWorld(servers.kafka(), folder);
        this.tools = new StockTools(folder);
    }

    @AfterEach
    void cancelAll() {
        for (JsonNode one : servers.flink().rest().get("/jobs").path("jobs")) {
            if (one.path("status").asText().equals("RUNNING")) {
                servers.flink().rest().cancel(one.path("id").asText());
            }
        }
        until("none runs", () -> tool("entropy-repair status").out().contains("no repair job"));
    }

    @Test
    void everyCommandOfThePagesDoesWhatItsPageSays() throws Exception {
        world.config("region.yaml", "graph", "graph");
        topics();
        submitsAndLooks();
        scopes();
        movesOver();
        letters();
        lettersByTheMillion();
        upgrades();
        flinksOwn();
        severalJobs();
        NOT_HERE.keySet().forEach(shown::takeAll);
        shown.assertAllWereTaken();
    }

    private void topics() throws Exception {
        for (String page : List.of(SCOPES, SCOPES, LETTERS)) {
            String command = shown.take(page, "kafka-topics.sh ");
            String topic = command.replaceFirst(".* --topic (\\S+) .*", "$1");
            assertThat(tools.run(filled(command))).contains("Created topic " + topic);
        }
    }

    private void submitsAndLooks() throws Exception {
        Ran submitted = tool(shown.take(OPERATIONS, "bin/entropy-repair submit region.yaml"));
        assertThat(submitted.out()).contains("all its tasks run");
        assertThat(
                        tool(shown.take(OPERATIONS, "bin/entropy-repair status --cluster $CLUSTER"))
                                .out())
                .contains("state            RUNNING")
                .contains("targets          eu-west-1, us-east-1");
        JsonNode status = json(tool(shown.take(OPERATIONS, "bin/entropy-repair status")));
        assertThat(status.path("state").asText()).isEqualTo("RUNNING");
        job = status.path("job").asText();
    }

    private void scopes() throws Exception {
        String show = shown.take(SCOPES, "entropy-repair scopes show");
        assertThat(tool(show).out()).contains("follows").contains("repair");
        tool(shown.take(SCOPES, "entropy-repair scopes pause"));
        assertThat(tool(show).out()).contains("pause");
        world.publish("while paused");
        tool(shown.take(SCOPES, "entropy-repair scopes resume"));
        assertThat(tool(show).out()).contains("repair").doesNotContain("pause");
        until("what accumulated is repaired", () -> world.repaired().contains("while paused"));
        world.config("next.yaml", "action: repair", "action: observe");
        tool(shown.take(SCOPES, "entropy-repair scopes apply"));
        assertThat(tool(show).out()).contains("observe");
        world.config("next.yaml", "graph", "graph");
        tool("entropy-repair scopes apply --config region.yaml next.yaml");
    }

    private void movesOver() throws Exception {
        String old = DocumentedWorld.fileOfGuide("old.jsonl");
        old.lines().forEach(world::publishOld);
        tools.run(filled(shown.take(MOVING, "kafka-console-consumer.sh")));
        assertThat(folder.resolve("old.jsonl")).hasContent(old);
        Files.writeString(
                folder.resolve("failures.jsonl"), DocumentedWorld.fileOfGuide("failures.jsonl"));
        tools.run(filled(shown.take(MOVING, "kafka-console-producer.sh")));
        until("drained", () -> world.repaired().containsAll(List.of("user:42", "user:7")));
        String outcome =
                tools.runUntil(
                        filled(shown.take(MOVING, "kafka-console-consumer.sh")),
                        line -> line.contains("\"id\":\"user:7\""));
        assertThat(outcome).contains("\"target\":\"eu-west-1\"");
    }

    private void letters() throws Exception {
        unscoped().forEach(source -> world.bury(source, DeathReason.NO_SCOPE));
        String id = world.bury("rejected", DeathReason.REJECTED);
        world.bury("garbled", DeathReason.MALFORMED);
        String list = shown.take(LETTERS, "entropy-repair dead-letters list");
        assertThat(tool(list).out().lines()).hasSize(UNSCOPED + 2);
        String[] piped = shown.take(LETTERS, "entropy-repair dead-letters list").split(" \\| ", 2);
        String counted = tools.run(piped[1], tool(piped[0]).out());
        assertThat(counted)
                .contains(UNSCOPED + " \"reason\":\"NO_SCOPE\"", "1 \"reason\":\"REJECTED\"");
        assertThat(
                        tool(shown.take(LETTERS, "entropy-repair dead-letters show")
                                        .replace("ID", id))
                                .out())
                .contains("REJECTED");
        String redrive = "entropy-repair dead-letters redrive";
        assertThat(tool(shown.take(LETTERS, redrive)).out())
                .contains("would be redriven: " + UNSCOPED + " ");
        Ran redriven = tool(shown.take(LETTERS, redrive));
        assertThat(redriven.err()).contains("all canaries were repaired");
        until("all are repaired", () -> unscoped().stream().allMatch(world.repaired()::contains));
        tool(shown.take(LETTERS, "entropy-repair dead-letters discard"));
        assertThat(tool(list).out().lines()).singleElement().asString().startsWith(id);

        String[] shownLetter =
                tools.runUntil(
                                filled(shown.take(LETTERS, "kafka-console-consumer.sh")),
                                line -> line.contains("er-reason:REJECTED"))
                        .split("\t");
        assertThat(shownLetter[0]).contains("er-target:eu-west-1").contains("er-id:" + id);
        tools.run(
                filled(shown.take(LETTERS, "printf"))
                        .replace("'KEY'", "'" + shownLetter[1] + "'")
                        .replace("'VALUE'", "'" + shownLetter[2] + "'"));
        until("it is repaired", () -> world.repaired().contains("rejected"));
        assertThat(tool(list).out().lines()).as("it marks nothing").hasSize(1);
    }

    /** The job's commands with the tool's canaries between them, as the page has them. */
    private void lettersByTheMillion() throws Exception {
        List<String> more = IntStream.range(0, UNSCOPED).mapToObj(i -> "more:" + i).toList();
        more.forEach(source -> world.bury(source, DeathReason.NO_SCOPE));
        String job = "flink run -p 4 -c org.entropyrepair.jobs.RedriveJob ";
        assertThat(redriveJob(shown.take(LETTERS, job)))
                .contains("would be redriven: " + UNSCOPED + " ");
        Ran canaries = tool(shown.take(LETTERS, "entropy-repair dead-letters redrive"));
        assertThat(canaries.err()).contains("all canaries were repaired");
        assertThat(redriveJob(shown.take(LETTERS, job))).contains("redriven: 1 ");
        until("all are repaired", () -> world.repaired().containsAll(more));
    }

    private String redriveJob(String command) {
        String[] words =
                filled(command)
                        .replace("-p 4", "-p 1")
                        .replace(" --one-process true", "")
                        .split(" ");
        return servers.flink().flink(Arrays.copyOfRange(words, 1, words.length));
    }

    private static List<String> unscoped() {
        return IntStream.range(0, UNSCOPED).mapToObj(i -> "unscoped:" + i).toList();
    }

    private void upgrades() throws Exception {
        String upgrade = "bin/entropy-repair upgrade region.yaml";
        assertThat(tool(shown.take(OPERATIONS, upgrade)).out()).contains("completed a checkpoint");
        tool(shown.take(OPERATIONS, upgrade));
        JsonNode status = json(tool("entropy-repair status --json"));
        assertThat(status.path("parallelism").asInt()).isEqualTo(2);
        world.config(
                "region.yaml",
                "topic: " + DocumentedWorld.OF_EU,
                "topic: " + DocumentedWorld.OTHER_OF_EU);
        Path config = folder.resolve("region.yaml");
        Files.writeString(
                config, Files.readString(config).replaceFirst("(?m)^configTopic: .*\\R", ""));
        assertThat(tool(shown.take(OPERATIONS, upgrade)).out()).contains("completed a checkpoint");
        job = json(tool("entropy-repair status --json")).path("job").asText();
    }

    /** What Flink's client can do for the tool; a command that two pages show runs once. */
    private void flinksOwn() throws Exception {
        for (String page : List.of(OPERATIONS, MOVING)) {
            flink(shown.take(page, "flink stop "));
            if (page.equals(OPERATIONS)) {
                goOnFromSavepoint();
            }
            flink(shown.take(page, "flink run -d -s "));
        }
        world.publish("after the restore");
        until("it goes on", () -> world.repaired().contains("after the restore"));
        flink(shown.take(OPERATIONS, "flink run -d -C "));
        flink(shown.take(MOVING, "flink run -d "));
        flink(shown.take("README.md", "flink run -d "));
        cancelAll();
    }

    /** As if the upgrade had been interrupted once the job was stopped. */
    private void goOnFromSavepoint() {
        String command =
                shown.take(
                        OPERATIONS,
                        "bin/entropy-repair upgrade region.yaml --cluster $CLUSTER --from");
        String filled = command.replace("file:///savepoints/savepoint-4f1c", savepoint);
        assertThat(tool(filled).out()).contains("completed a checkpoint");
    }

    private void severalJobs() throws Exception {
        String submit = "bin/entropy-repair submit region.yaml --cluster $CLUSTER --targets ";
        tool(shown.take(OPERATIONS, submit + "eu-west-1"));
        tool(shown.take(OPERATIONS, submit + "none"));
        assertThat(tool("entropy-repair status").out())
                .contains("repair-eu")
                .contains("unreadable");
    }

    private void flink(String command) {
        String filled =
                filled(command)
                        .replaceFirst(
                                "s3://bucket/savepoints/savepoint-1|file:///savepoints/savepoint-…",
                                savepoint)
                        .replaceFirst(
                                "s3://bucket/savepoints|file:///savepoints(?= )",
                                servers.flink().savepoints().toUri().toString())
                        .replace(" JOB", " " + job);
        if (!flinkRan.add(filled)) {
            return;
        }
        String[] words = filled.split(" ");
        if (words[1].equals("run")) {
            cancelAll(); // two cannot have one embedded store
        }
        String said = servers.flink().flink(Arrays.copyOfRange(words, 1, words.length));
        Matcher stopped = Pattern.compile("Path: (\\S+)").matcher(said);
        Matcher started = Pattern.compile("JobID (\\w+)").matcher(said);
        if (words[1].equals("stop")) {
            assertThat(stopped.find()).as(said).isTrue();
            savepoint = stopped.group(1);
        } else {
            assertThat(started.find()).as(said).isTrue();
            until("it runs", () -> servers.flink().rest().runs(started.group(1)));
        }
    }

    /** Runs a line of the tool, which has to end well. */
    private Ran tool(String line) {
        String arguments = filled(line).replaceFirst("^(bin/)?entropy-repair ", "");
        Ran ran =
                Ran.of(
                        EntropyRepair::commands,
                        Map.of(
                                "ENTROPY_REPAIR_CLUSTER",
                                servers.flink().address().toString(),
                                "ENTROPY_REPAIR_ONE_PROCESS",
                                "true"),
                        arguments.split(" "));
        assertThat(ran.code()).as("%s: %s", line, ran.err()).isZero();
        return ran;
    }

    /** A command with this machine's names and numbers in the place of the page's. */
    private String filled(String command) {
        return command.replaceAll("HOST:PORT|kafka:9092", servers.kafka().bootstrapServers())
                .replace("$CLUSTER", servers.flink().address().toString())
                .replaceAll("(?<= )(jobs/target/)?entropy-repair-jobs.jar", JAR.toString())
                .replace("file:///opt/stores/my-store.jar", JAR.toUri().toString())
                .replace(
                        "--config region.yaml",
                        "--config "
                                + folder.resolve("region.yaml")
                                + (command.startsWith("flink ") ? " --one-process true" : ""))
                .replaceFirst(
                        "(?<= (upgrade|submit) )region.yaml",
                        folder.resolve("region.yaml").toString())
                .replace(" next.yaml", " " + folder.resolve("next.yaml"))
                .replace("--parallelism 8", "--parallelism 2");
    }

    private static JsonNode json(Ran ran) throws IOException {
        return JsonMapper.builder().build().readTree(ran.out());
    }

    private static void until(String what, BooleanSupplier holds) {
        Awaitility.await(what)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }
}
