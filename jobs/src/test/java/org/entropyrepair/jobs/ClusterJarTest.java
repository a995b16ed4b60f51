package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in the jar for clusters, and that it is enough beside Flink's own lib. */
@Timeout(120)
class ClusterJarTest {
    private static final List<String> OF_FLINK =
            List.of(
                    "org/apache/flink/connector/kafka/",
                    "org/apache/flink/connector/base/",
                    "org/apache/flink/streaming/connectors/kafka/");

    @Test
    void ofFlinkItBringsTheKafkaConnectorOnly() throws IOException {
        assertThat(classes("org/apache/flink/"))
                .isNotEmpty()
                .allMatch(name -> OF_FLINK.stream().anyMatch(name::startsWith));
    }

    @Test
    void whatFlinkBringsIsNotInItTwice() throws IOException {
        for (String folder :
                List.of("org/rocksdb/", "org/slf4j/", "org/apache/logging/", "org/apache/log4j/")) {
            assertThat(classes(folder)).as(folder).isEmpty();
        }
    }

    @Test
    void whatOthersMightBringHasANameOfItsOwn() throws IOException {
        for (String folder :
                List.of("com/fasterxml/", "org/apache/kafka/", "org/snakeyaml/", "io/github/")) {
            assertThat(classes(folder)).as(folder).isEmpty();
        }
        for (String folder : List.of("com/fasterxml/", "org/apache/kafka/", "org/snakeyaml/")) {
            assertThat(classes("org/entropyrepair/shaded/" + folder)).as(folder).isNotEmpty();
        }
    }

    @Test
    void nothingElseIsInIt() throws IOException {
        assertThat(
                        ClusterJar.entries().stream()
                                .filter(name -> name.endsWith(".class"))
                                .filter(name -> !name.startsWith("org/entropyrepair/"))
                                .filter(name -> !name.startsWith("org/apache/flink/"))
                                .filter(name -> !name.startsWith("com/github/luben/zstd/")))
                .isEmpty();
    }

    @Test
    void servicesAreMergedUnderTheirNewNames() throws IOException {
        assertThat(ClusterJar.lines("META-INF/services/org.entropyrepair.sinks.StoreFactory"))
                .contains("org.entropyrepair.sinks.rocksdb.RocksDbStoreFactory");
        assertThat(ClusterJar.entries())
                .filteredOn(name -> name.startsWith("META-INF/services/"))
                .noneMatch(
                        name ->
                                name.contains("com.fasterxml.jackson.core.JsonFactory")
                                        && !name.contains("shaded"))
                .noneMatch(name -> name.contains("flink.table"));
    }

    @Test
    void itRunsOnFlinksOwnLib(@TempDir Path folder) throws Exception {
        Path config = folder.resolve("region.yaml");
        Files.writeString(
                config,
                Configs.text("127.0.0.1:1", "/nowhere").replace("kind: rocksdb", "kind: x"));
        Path output = folder.resolve("output");
        Process job = ClusterJar.start(output, "--config", config.toString());
        try {
            assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            job.destroyForcibly();
        }
        assertThat(job.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output))
                .contains("regions.us.store.kind: x (expected: one of [")
                .contains("rocksdb");
    }

    private static Stream<String> classes(String folder) throws IOException {
        return ClusterJar.entries().stream()
                .filter(name -> name.startsWith(folder) && name.endsWith(".class"));
    }
}
