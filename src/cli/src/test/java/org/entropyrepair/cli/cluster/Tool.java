package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.cli.letters.DeadLetters;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.testkit.flink.FlinkRest;
import picocli.CommandLine.Command;

/**
 * The operator's tool, used on a cluster, and what it says.
 *
 * @param servers where
 */
record Tool(Servers servers) {
    /** How long anything may take. */
    static final Duration LONGEST = Duration.ofSeconds(120);

    private static final Set<String> OVER = Set.of("FAILED", "CANCELED", "FINISHED");

    /** The commands that a job meets. */
    @Command(
            name = "entropy-repair",
            subcommands = {Submit.class, Status.class, Upgrade.class, DeadLetters.class})
    private static final class Root {}

    /** The jobs that are not over. */
    List<String> alive() {
        List<String> alive = new ArrayList<>();
        for (JsonNode job : rest().get("/jobs/overview").path("jobs")) {
            if (!OVER.contains(job.path("state").asText())) {
                alive.add(job.path("jid").asText());
            }
        }
        return alive;
    }

    /** Upgrades by a process of its own, which is killed when it says how to go on: how. */
    String[] killedOnceSaved(String... line) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                TestingJars.classPath(),
                                ToolMain.class.getName(),
                                "upgrade"));
        command.addAll(List.of(line));
        ProcessBuilder tool =
                new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        tool.environment().put("ENTROPY_REPAIR_CLUSTER", servers.flink().address().toString());
        Process running = tool.start();
        String said = "go on with: entropy-repair ";
        try (BufferedReader err = running.errorReader()) {
            String found = err.lines().filter(one -> one.contains(said)).findFirst().orElseThrow();
            return found.substring(found.indexOf(said) + said.length()).split(" ");
        } finally {
            running.destroyForcibly().waitFor();
        }
    }

    /** What the repairs in a savepoint wait for, where and why. */
    static Set<String> waiting(String savepoint) throws IOException {
        PendingSummary.Counter counter = new PendingSummary.Counter(repair -> "");
        Savepoint.open(savepoint).pending(counter::add);
        return counter.done().groups().stream()
                .map(one -> one.target() + " " + one.state().wireName() + " " + one.reason())
                .collect(Collectors.toSet());
    }

    /** Runs a command about dead letters. */
    Ran letters(Path config, String command, String... options) {
        List<String> line =
                new ArrayList<>(
                        List.of("dead-letters", command, "--config", config.toString(), "--json"));
        line.addAll(List.of(options));
        return ran(line.toArray(String[]::new));
    }

    /** Starts the present jar; the number of the job. */
    String submit(Path config, String... options) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "submit",
                                config.toString(),
                                "--jar",
                                TestingJars.PRESENT.toString(),
                                "--json"));
        line.addAll(List.of(options));
        return said(ran(line.toArray(String[]::new))).path("job").asText();
    }

    /** Of the only job. */
    JsonNode status() {
        try {
            return said(ran("status", "--json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command that went well said with {@code --json}. */
    static JsonNode said(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.builder().build().readTree(ran.out());
    }

    /** Runs a command. */
    Ran ran(String... line) {
        return Ran.of(
                (environment, out, err) -> Shell.of(new Root(), environment, out, err),
                Map.of("ENTROPY_REPAIR_CLUSTER", servers.flink().address().toString()),
                line);
    }

    /** How often a job was restarted. */
    int restarts(String job) {
        JsonNode metrics = rest().get("/jobs/" + job + "/metrics?get=numRestarts");
        return metrics.isEmpty() ? 0 : metrics.get(0).path("value").asInt();
    }

    /** How many writes a job has at a target's store; -1 if the cluster has not heard of it. */
    long inFlight(String job, String target) {
        for (JsonNode vertex : rest().get("/jobs/" + job).path("vertices")) {
            String at = "/jobs/" + job + "/vertices/" + vertex.path("id").asText();
            for (JsonNode metric : rest().get(at + "/subtasks/metrics")) {
                String name = metric.path("id").asText();
                if (name.endsWith(".target." + target + ".inFlight")) {
                    String sum = at + "/subtasks/metrics?agg=sum&get=" + name;
                    return rest().get(sum).path(0).path("sum").asLong(-1);
                }
            }
        }
        return -1;
    }

    /** Waits. */
    static void until(String what, BooleanSupplier holds) {
        Awaitility.await(what)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }

    private FlinkRest rest() {
        return servers.flink().rest();
    }
}
