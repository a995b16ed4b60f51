package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.Scope;
import org.entropyrepair.config.yaml.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LocalConfigTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("entropyrepair.root"), "region-config", "examples");
    private static final Path STORES = Path.of("/somewhere/stores");
    private static final String BROKERS = "127.0.0.1:19092";

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void nothingLeadsToAnotherMachine(Path example) {
        RegionConfig own = read(example);
        for (Mode mode : Mode.values()) {
            RegionConfig local = local(own, mode);

            assertThat(local.text())
                    .doesNotContain("${", "kafka-", "10.0.", "10.1.", "10.2.", ":9042", "11211")
                    .doesNotContain("amazonaws", "accessKey", "properties", "cache");
            local.regions()
                    .values()
                    .forEach(
                            region -> {
                                assertThat(region.store().kind()).isEqualTo("rocksdb");
                                assertThat(String.valueOf(region.store().settings().get("path")))
                                        .startsWith(STORES.toString());
                                assertThat(region.cache()).isNull();
                                assertThat(region.failures())
                                        .allMatch(f -> f.bootstrapServers().value().equals(BROKERS))
                                        .hasSameSizeAs(region(own, region.name()).failures());
                            });
            assertThat(local.deadLetters().bootstrapServers().value()).isEqualTo(BROKERS);
            assertThat(local.outcomes().bootstrapServers().value()).isEqualTo(BROKERS);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatDecidesStaysAsItIs(Path example) {
        RegionConfig own = read(example);
        RegionConfig local = local(own, Mode.REPAIR);

        assertThat(local.scopes()).isEqualTo(own.scopes());
        assertThat(local.clock()).isEqualTo(own.clock());
        assertThat(local.unknownKept()).isEqualTo(own.unknownKept());
        assertThat(local.maxRecordBytes()).isEqualTo(own.maxRecordBytes());
        assertThat(local.maxParallelism()).isEqualTo(own.maxParallelism());
        assertThat(local.regions().keySet()).containsExactlyElementsOf(own.regions().keySet());
        own.namespaces()
                .forEach(
                        (name, namespace) ->
                                assertThat(local.namespaces().get(name))
                                        .usingRecursiveComparison()
                                        .ignoringFields("cache")
                                        .isEqualTo(namespace));
        assertThat(local.namespaces()).hasSameSizeAs(own.namespaces());
        own.regions()
                .forEach(
                        (name, region) -> {
                            for (int i = 0; i < region.failures().size(); i++) {
                                assertThat(region(local, name).failures().get(i).accepts())
                                        .isEqualTo(region.failures().get(i).accepts());
                            }
                        });
    }

    @Test
    void asADryRunScopesThatRepairObserveAndOthersDoWhatTheyDo() {
        RegionConfig own = read(EXAMPLES.resolve("three-regions-cassandra.yaml"));

        assertThat(local(own, Mode.OBSERVE).scopes())
                .extracting(Scope::action)
                .containsExactly(
                        Scope.Action.PAUSE,
                        Scope.Action.DISCARD,
                        Scope.Action.OBSERVE,
                        Scope.Action.OBSERVE);
    }

    @Test
    void regionsOfOneGroupShareAStoreAndOthersDoNot() {
        RegionConfig own = read(EXAMPLES.resolve("store-group-and-cache.yaml"));
        RegionConfig local = local(own, Mode.REPAIR);

        assertThat(List.of("us-east-1", "eu-west-1", "ap-south-1"))
                .extracting(name -> settings(local, name).get("path"))
                .containsExactly(
                        STORES + "/group atlantic",
                        STORES + "/group atlantic",
                        STORES + "/ap-south-1");
    }

    @Test
    void topicsOfOneNameInDifferentClustersAreToldApart() {
        RegionConfig own = read(EXAMPLES.resolve("three-regions-cassandra.yaml"));

        assertThat(
                        local(own, Mode.REPAIR).regions().values().stream()
                                .flatMap(region -> region.failures().stream())
                                .map(feed -> feed.topic()))
                .containsExactly(
                        "failures.us-east-1.0",
                        "failures.us-east-1.1",
                        "failures.eu-west-1.0",
                        "failures.ap-south-1.0");
    }

    private static Map<String, Object> settings(RegionConfig config, String region) {
        return region(config, region).store().settings();
    }

    private static Region region(RegionConfig config, String name) {
        return Objects.requireNonNull(config.regions().get(name), name);
    }

    static RegionConfig read(Path file) {
        return RegionConfigReader.read(file, Secrets.unresolved()).orThrow();
    }

    /** As the strict reader sees it, with nothing to resolve a secret from. */
    private static RegionConfig local(RegionConfig own, Mode mode) {
        String text = LocalConfig.text(own, mode, STORES, BROKERS);
        return RegionConfigReader.read("local", text, Secrets.of(Map.of(), STORES)).orThrow();
    }
}
