package org.entropyrepair.cli.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.entropyrepair.cli.frame.Ran;
import org.entropyrepair.cli.frame.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the savepoints of release 0.1, in which 80 repairs are pending. */
class InspectTest {
    private static final Path KEPT =
            Path.of(
                    Objects.requireNonNull(System.getProperty("entropyrepair.root")),
                    "jobs/src/test/resources/savepoints/0.1");

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
              ap:
                failures: [{bootstrapServers: "localhost:9092", topic: kept.failures.ap}]
                store: {kind: rocksdb, path: /tmp/ap}
              mars:
                failures: [{bootstrapServers: "localhost:9092", topic: kept.failures.mars}]
                store: {kind: rocksdb, path: /tmp/mars}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: a, tombstonesKept: 36500d}
            scopes:
              - {name: european, match: {targets: [eu]}, action: repair}
            deadLetters: {bootstrapServers: "localhost:9092", topic: dead}
            outcomes: {bootstrapServers: "localhost:9092", topic: outcomes}
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"canonical", "native"})
    void whatIsPendingIsSaidWithoutRunningTheJob(String format) throws Exception {
        Ran ran = run("--json", KEPT.resolve(format).toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        JsonNode said = JsonMapper.builder().build().readTree(ran.out());
        assertThat(said.get("repairs").asLong()).isEqualTo(80);
        assertThat(said.get("maxParallelism").asInt()).isEqualTo(8);
        assertThat(said.get("oldestFailedAt").asText()).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(said.get("operators"))
                .anyMatch(
                        one ->
                                one.get("uid").asText().equals("repair")
                                        && one.get("bytes").asLong() > 10_000);
        assertThat(said.get("topics")).hasSize(4);
        assertThat(said.get("pending"))
                .anyMatch(
                        one ->
                                one.get("target").asText().equals("us")
                                        && one.get("state").asText().equals("in-flight")
                                        && one.get("repairs").asLong() == 2);
        long sum = 0;
        for (JsonNode group : said.get("pending")) {
            sum += group.get("repairs").asLong();
        }
        assertThat(sum).isEqualTo(80);
        assertThat(said.has("some")).isFalse();
        assertThat(said.has("leftBehind")).isFalse();
    }

    @Test
    void peopleAreToldInLines() {
        Ran ran = run(KEPT.resolve("canonical").toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("largest parallelism 8")
                .contains("kept.failures.us partition 0: ")
                .contains("pending: 80 repairs of 80 edges and nodes, the oldest failed 2025-01-01")
                .contains("  us: 1 observed")
                .contains("  mars: 1 parked (region is unknown), the oldest failed 2025");
    }

    @Test
    void repairsAreSaidOneByOneUpToTheLimit() throws Exception {
        String path = KEPT.resolve("native").toString();
        JsonNode some = JsonMapper.builder().build().readTree(run("--json", "--edges", path).out());
        assertThat(some.get("some")).hasSize(20);
        JsonNode all =
                JsonMapper.builder()
                        .build()
                        .readTree(run("--json", "--edges", "--limit", "500", path).out());
        assertThat(all.get("some")).hasSize(80);
        assertThat(all.get("some"))
                .anyMatch(
                        one ->
                                one.get("edge").asText().equals("social/pauses twice -> everybody")
                                        && one.get("versions").asInt() == 2
                                        && one.get("op").asText().equals("put"));
        assertThat(run("--edges", "--limit", "3", path).out().lines())
                .filteredOn(line -> line.contains(", attempts "))
                .hasSize(3);
    }

    @Test
    void aConfigSaysTheScopesAndTakesOverEverythingItKnows() throws Exception {
        Ran ran = run("--config", config(CONFIG), KEPT.resolve("canonical").toString());
        assertThat(ran.out())
                .contains("scope european")
                .contains("a job with this config takes over everything")
                .doesNotContain("would not start");
    }

    @Test
    void whatWouldBeLeftBehindAndWhatWouldNotStartIsNamed() throws Exception {
        String changed =
                CONFIG.replace("kept.failures.us", "renamed")
                        .replace("mars", "moon")
                        .replace("maxParallelism: 8", "maxParallelism: 16");
        String file = config(changed);
        Ran ran = run("--config", file, KEPT.resolve("canonical").toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("left behind: state of source-us/kept.failures.us, ")
                .contains(" bytes (us/kept.failures.us: how far it was read)")
                .contains("region mars is not in the config: its 1 repairs wait as unknown")
                .contains(
                        "would not start: "
                                + file
                                + ":3 maxParallelism: 16 (expected: 8, which was fixed with the"
                                + " first state of the job");
    }

    @Test
    void whatIsNoSavepointIsAnError() {
        Ran ran = run(folder.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(folder + ": no savepoint or checkpoint (expected: ");
        assertThat(run().code()).isEqualTo(2);
    }

    private String config(String text) throws Exception {
        return Files.writeString(folder.resolve("region.yaml"), text).toString();
    }

    private static Ran run(String... options) {
        String[] line = new String[options.length + 1];
        line[0] = "inspect";
        System.arraycopy(options, 0, line, 1, options.length);
        return Ran.of(
                (environment, out, err) -> Shell.of(new SavepointCommands(), environment, out, err),
                Map.of(),
                line);
    }
}
