package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.entropyrepair.config.yaml.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final String SCHEMA_LINE = "# yaml-language-server: $schema=";

    @TempDir Path folder;

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<Path> examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(examples).hasSizeGreaterThan(3);
            return examples;
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsAccepted(Path example) throws IOException {
        assertThat(RegionConfigReader.read(example, secrets()))
                .isInstanceOf(ConfigReading.Accepted.class);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleNamesTheSchemaByItsPlace(Path example) throws IOException {
        String first = Files.readAllLines(example).get(0);
        assertThat(first).startsWith(SCHEMA_LINE);
        assertThat(EXAMPLES.resolve(first.substring(SCHEMA_LINE.length()))).isRegularFile();
    }

    @Test
    void threeRegionsSayWhatTheirCommentsSay() throws IOException {
        RegionConfig config = read("three-regions-cassandra.yaml");
        assertThat(config.regions()).containsOnlyKeys("us-east-1", "eu-west-1", "ap-south-1");
        assertThat(config.scopes())
                .extracting(Scope::action)
                .containsExactly(
                        Scope.Action.PAUSE,
                        Scope.Action.DISCARD,
                        Scope.Action.OBSERVE,
                        Scope.Action.REPAIR);
        assertThat(config.replicationLag().between("us-east-1", "ap-south-1"))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(config.replicationLag().between("us-east-1", "eu-west-1"))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(region(config, "eu-west-1").failures().get(0).bootstrapServers().value())
                .isEqualTo("kafka-euw1:9092");
        assertThat(region(config, "us-east-1").store().settings())
                .containsEntry("password", "sesame")
                .containsEntry("maxWritesPerSecond", 20000L);
        assertThat(config.outcomes().published()).isEqualTo(Outcomes.Published.NOTABLE);
    }

    @Test
    void nodesAndGraphsAreToldApart() throws IOException {
        RegionConfig config = read("graphs-and-nodes.yaml");
        assertThat(config.graphs()).containsExactly("library", "wordnet");
        Namespace reader = config.namespaces().get("library.reader");
        assertThat(reader).isNotNull();
        assertThat(reader.nodeType()).isEqualTo("reader");
        assertThat(reader.edgeType()).isNull();
        assertThat(reader.record()).isEqualTo(Namespace.RecordKind.NODE);
        assertThat(config.maxParallelism()).isEqualTo(720);
    }

    @Test
    void groupAndCacheAreReadWhole() throws IOException {
        RegionConfig config = read("store-group-and-cache.yaml");
        assertThat(region(config, "us-east-1").storeGroup()).isEqualTo("atlantic");
        assertThat(region(config, "eu-west-1").storeGroup()).isEqualTo("atlantic");
        assertThat(region(config, "ap-south-1").storeGroup()).isNull();
        CacheSettings cache = region(config, "eu-west-1").cache();
        assertThat(cache).isNotNull();
        assertThat(cache.kind()).isEqualTo("memcached");
        assertThat(cache.settings())
                .containsEntry("zones", List.of(List.of("10.1.2.10:11211")))
                .containsEntry("timeout", "500ms");
        assertThat(region(config, "ap-south-1").cache()).isNull();
        Namespace blocks = config.namespaces().get("social.blocks.forward");
        assertThat(blocks).isNotNull();
        assertThat(blocks.cache())
                .isEqualTo(
                        new CachedAs(List.of("{namespace}:{id|base64url}"), Duration.ofSeconds(5)));
    }

    @Test
    void globalTablesAreWrittenInOneRegion() throws IOException {
        RegionConfig config = read("three-regions-dynamodb.yaml");
        for (String name : List.of("eu-west-1", "eu-central-1")) {
            assertThat(region(config, name).storeGroup()).isEqualTo("europe");
            assertThat(region(config, name).store().settings())
                    .containsEntry("region", "eu-west-1")
                    .containsEntry("globalTableWriterRegion", "eu-west-1");
        }
        assertThat(region(config, "eu-central-1").store().settings())
                .containsEntry("secretAccessKey", "sesame");
        assertThat(region(config, "us-east-1").storeGroup()).isNull();
    }

    private RegionConfig read(String example) throws IOException {
        return RegionConfigReader.read(EXAMPLES.resolve(example), secrets()).orThrow();
    }

    private static Region region(RegionConfig config, String name) {
        Region region = config.regions().get(name);
        if (region == null) {
            throw new AssertionError(name);
        }
        return region;
    }

    private Secrets secrets() throws IOException {
        Path jaas = folder.resolve("secrets/kafka-use1.jaas");
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(jaas, "ScramLoginModule required password=\"sesame\";\n");
        return Secrets.of(
                Map.of(
                        "CASSANDRA_PASSWORD",
                        "sesame",
                        "DYNAMODB_KEY_ID",
                        "open",
                        "DYNAMODB_SECRET",
                        "sesame",
                        "KAFKA_EUW1",
                        "kafka-euw1:9092"),
                folder);
    }
}
