package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stores and caches of the examples, as the start of the job checks them. */
final class ExampleStoresTest {
    private static final Path EXAMPLES = Path.of("..", "region-config", "examples");
    private static final ClassLoader LOADER = ExampleStoresTest.class.getClassLoader();

    @TempDir private Path folder = Path.of("");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyStoreAndCacheOfAnExampleIsInOrder(Path example) throws IOException {
        RegionConfig config = read(Files.readString(example));
        assertThat(StoreChecks.problems(config, true, LOADER)).isEmpty();
        assertThat(CacheChecks.problems(config, LOADER)).isEmpty();
    }

    @Test
    void examplesShowEveryKindOfStoreForServersAndTheCache() throws IOException {
        TreeSet<String> kinds = new TreeSet<>();
        for (Path example : examples()) {
            read(Files.readString(example))
                    .regions()
                    .values()
                    .forEach(
                            region -> {
                                kinds.add(region.store().kind());
                                if (region.cache() != null) {
                                    kinds.add(region.cache().kind());
                                }
                            });
        }
        assertThat(kinds).contains("cassandra", "dynamodb", "memcached", "rocksdb");
    }

    @Test
    void spoiledExampleIsRefusedAtItsPlace() throws IOException {
        String text = Files.readString(EXAMPLES.resolve("three-regions-dynamodb.yaml"));
        RegionConfig config = read(text.replace("maxConnections: 200", "maxConnections: 20000"));
        assertThat(StoreChecks.problems(config, true, LOADER))
                .singleElement()
                .asString()
                .endsWith(
                        "regions.us-east-1.store.maxConnections: 20000 (expected: a number, 1 to"
                                + " 10000)");
    }

    private RegionConfig read(String text) throws IOException {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/kafka-use1.jaas"), "LoginModule required;\n");
        Map<String, String> environment =
                Map.of(
                        "CASSANDRA_PASSWORD",
                        "sesame",
                        "DYNAMODB_KEY_ID",
                        "open",
                        "DYNAMODB_SECRET",
                        "sesame",
                        "KAFKA_EUW1",
                        "kafka-euw1:9092");
        return RegionConfigReader.read("region.yaml", text, Secrets.of(environment, folder))
                .orThrow();
    }
}
