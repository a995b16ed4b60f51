package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.config.yaml.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HotPartsTest {
    static Stream<Arguments> hot() {
        return Stream.of(
                Arguments.of("action: pause", "action: repair"),
                Arguments.of("match: {edgeTypes: [likes]}", "match: {targets: [east]}"),
                Arguments.of("default: 2s", "default: 3s"),
                Arguments.of("lag: 5s", "lag: 0s"),
                Arguments.of("initialBackoff: 1s", "initialBackoff: 2s"),
                Arguments.of("action: repair", "action: repair\n    maxWritesPerSecond: 7"),
                Arguments.of("maxDrift: 1s", "maxDrift: 2s"),
                Arguments.of("maxWait: 5m", "maxWait: 300s"),
                Arguments.of("clock: {maxDrift: 1s, maxWait: 5m}\n", ""),
                Arguments.of("topic: outcomes", "topic: outcomes, visibleAfter: 10000ms"));
    }

    @ParameterizedTest
    @MethodSource("hot")
    void thisChangesWhileTheJobRuns(String part, String by) {
        assertThat(HotParts.needUpgrade(Documents.GOOD, Documents.with(part, by))).isEmpty();
    }

    static Stream<Arguments> cold() {
        return Stream.of(
                Arguments.of(
                        "topic: failures.west",
                        "topic: failures.northwest",
                        "revision:12 regions.west.failures[0].topic: failures.northwest (expected:"
                                + " failures.west; a change needs a savepoint upgrade)"),
                Arguments.of(
                        "path: /data/west",
                        "path: /data/west, depth: 3",
                        "revision:13 regions.west.store.depth: added (expected: absent; a change"
                                + " needs a savepoint upgrade)"),
                Arguments.of(
                        "  user: {nodeType: user, table: user, tombstonesKept: 10d}\n",
                        "",
                        "revision:14 namespaces.user: absent (expected: as the job runs; a change"
                                + " needs a savepoint upgrade)"),
                Arguments.of(
                        "{maxDrift: 1s, maxWait: 5m}",
                        "{maxDrift: 1s, maxWait: 5m, silentAfter: 1s}",
                        "revision:29 clock.silentAfter: 1s (expected: 5s; a change needs a"
                                + " savepoint upgrade)"),
                Arguments.of(
                        "topic: outcomes}",
                        "topic: outcomes}\nmaxParallelism: 64",
                        "revision:32 maxParallelism: 64 (expected: 128; a change needs a savepoint"
                                + " upgrade)"),
                Arguments.of(
                        "  west:\n    failures: [",
                        "  west:\n    failures: [{bootstrapServers: \"k:1\", topic: more}, ",
                        "revision:12 regions.west.failures: a list (expected: a list; a change"
                                + " needs a savepoint upgrade)"));
    }

    @ParameterizedTest
    @MethodSource("cold")
    void thisNeedsAnUpgradeAndIsNamed(String part, String by, String problem) {
        assertThat(HotParts.needUpgrade(Documents.GOOD, Documents.with(part, by)))
                .extracting(Problem::toString)
                .containsExactly(problem);
    }

    @Test
    void aSecretThatDiffersIsNotPrinted() {
        String secret = "client.id: er, sasl.jaas.config: sesame";
        String running = Documents.with("client.id: er", secret);
        String revision = Documents.with("client.id: er", secret + "-open");
        assertThat(HotParts.needUpgrade(running, revision).toString())
                .contains("sasl.jaas.config")
                .doesNotContain("sesame");
    }

    @Test
    void hotPartsAreTakenOntoAnotherConfig() {
        String file = Documents.with("path: /data/west", "path: /data/northwest");
        String hot =
                Documents.replace(
                        Documents.replace(
                                Documents.with("action: pause", "action: observe"),
                                "default: 2s",
                                "default: 7s"),
                        "clock: {maxDrift: 1s, maxWait: 5m}\n",
                        "clock: {maxDrift: 3s}\n");
        RegionConfig merged = Documents.read(HotParts.onto(file, hot)).orThrow();
        assertThat(merged.scopes().get(0).action()).isEqualTo(Scope.Action.OBSERVE);
        assertThat(merged.replicationLag().defaultLag()).isEqualTo(Duration.ofSeconds(7));
        assertThat(merged.clock().maxDrift()).isEqualTo(Duration.ofSeconds(3));
        assertThat(HotParts.needUpgrade(file, merged.text())).isEmpty();
        Region west = Objects.requireNonNull(merged.regions().get("west"));
        assertThat(west.store().settings()).containsEntry("path", "/data/northwest");
    }

    @Test
    void everyExampleTakesItsOwnHotPartsAndStaysTheSame() throws IOException {
        for (Path example : ExamplesTest.examples()) {
            String text = Files.readString(example);
            String merged = HotParts.onto(text, text);
            assertThat(HotParts.needUpgrade(text, merged)).as(example.toString()).isEmpty();
            assertThat(PolicyMapper.policyOf(merged, PolicyMapper.LEASE))
                    .isEqualTo(PolicyMapper.policyOf(text, PolicyMapper.LEASE));
        }
    }

    @Test
    void anActionIsChangedInItsPlaceAndNothingElse() throws IOException {
        String changed = HotParts.withAction(Documents.GOOD, "rest", Scope.Action.PAUSE);
        assertThat(changed).isEqualTo(Documents.with("action: repair", "action: pause"));
        for (Path example : ExamplesTest.examples()) {
            String text = "\uFEFF# \uD83D\uDE80\n" + Files.readString(example);
            RegionConfig config = read(text);
            for (Scope scope : config.scopes()) {
                String discarding = HotParts.withAction(text, scope.name(), Scope.Action.DISCARD);
                RegionConfig read = read(discarding);
                assertThat(read.scope(scope.name()).orElseThrow().action())
                        .isEqualTo(Scope.Action.DISCARD);
                String back = HotParts.withAction(discarding, scope.name(), scope.action());
                assertThat(back).isEqualTo(text.substring(1));
            }
        }
    }

    @Test
    void aScopeThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> HotParts.withAction(Documents.GOOD, "blocks", Scope.Action.PAUSE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope: blocks (expected: one of likes, rest)");
    }

    @Test
    void answersHaveATopicBesideTheConfigs() {
        String document =
                Documents.with(
                        "outcomes: {",
                        "configTopic: {bootstrapServers: \"k:1\", topic: hot}\noutcomes: {");
        ConfigTopic topic = Documents.read(document).orThrow().configTopic();
        assertThat(topic).isNotNull();
        assertThat(topic.answersTopic()).isEqualTo("hot.answers");
        assertThat(topic.clientProperties()).containsEntry("bootstrap.servers", "k:1");
        assertThat(List.of(Documents.read(Documents.GOOD).orThrow()))
                .allMatch(config -> config.configTopic() == null);
    }

    private static RegionConfig read(String text) {
        return RegionConfigReader.read("r.yaml", text, Secrets.unresolved()).orThrow();
    }
}
