package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
                    "org/apache/flink/streaming/connectors/kafka/");

    /** Packages of third parties that have new names in it. */
    private static final List<String> RENAMED =
            List.of(
                    "com.datastax",
                    "com.fasterxml",
                    "com.netflix",
                    "com.typesafe",
                    "io.github.resilience4j",
                    "io.netty",
                    "org.apache.kafka",
                    "org.reactivestreams",
                    "org.snakeyaml",
                    "software.amazon");

    private static final long BYTES_MAX = 45L << 20;

    @Test
    void ofFlinkItBringsTheKafkaConnectorOnly() throws IOException {
        assertThat(classes("org/apache/flink/"))
                .isNotEmpty()
                .allMatch(name -> OF_FLINK.stream().anyMatch(name::startsWith));
    }

    @Test
    void noClassOfItIsInFlinksOwnLib() throws IOException {
        Set<String> lib = ClusterJar.classesOfLib();
        assertThat(lib)
                .contains(
                        "org/apache/flink/connector/base/source/reader/SourceReaderBase.class",
                        "org/apache/flink/table/api/TableEnvironment.class",
                        "org/apache/logging/log4j/core/LoggerContext.class",
                        "org/rocksdb/RocksDB.class");
        assertThat(ClusterJar.entries()).noneMatch(lib::contains);
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
        for (String name : RENAMED) {
            String folder = name.replace('.', '/') + "/";
            assertThat(classes(folder)).as(folder).isEmpty();
            assertThat(classes("org/entropyrepair/shaded/" + folder)).as(folder).isNotEmpty();
        }
    }

    /** The driver and the SDK load classes and files by names that stand in texts. */
    @Test
    void noClassAsksForAnythingByItsFormerName() throws IOException {
        Pattern former =
                Pattern.compile(
                        RENAMED.stream()
                                .map(name -> name.replace(".", "[./]"))
                                .collect(
                                        Collectors.joining(
                                                "|", "/?(", ")[./][\\w./$-]*[\\w$] .*")));
        assertThat(ClusterJar.textsOfClasses())
                .anyMatch(text -> text.startsWith("org.entropyrepair.shaded.software.amazon."))
                .noneMatch(text -> former.matcher(text).matches());
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
        assertThat(ClusterJar.entries())
                .noneMatch(name -> name.contains("module-info"))
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"))
                .noneMatch(name -> name.startsWith("META-INF/versions/"))
                .noneMatch(name -> name.startsWith("META-INF/native"));
        assertThat(Files.size(ClusterJar.PATH)).isLessThan(BYTES_MAX);
    }

    @Test
    void everyLicenceAndNoticeIsInIt() throws IOException {
        assertThat(ClusterJar.lines("META-INF/LICENSE")).anyMatch(line -> line.contains("Apache"));
        assertThat(ClusterJar.lines("META-INF/NOTICE")).startsWith("entropy-repair");
        assertThat(ClusterJar.entries())
                .contains(
                        "META-INF/licenses/aws-sdk/LICENSE.txt",
                        "META-INF/licenses/aws-sdk/NOTICE.txt",
                        "META-INF/licenses/aws-sdk-jackson/Schubfach-LICENSE",
                        "META-INF/licenses/cassandra-driver/LICENSE",
                        "META-INF/licenses/cassandra-driver/NOTICE.txt",
                        "META-INF/licenses/cassandra-driver/NOTICE_binary.txt",
                        "META-INF/licenses/flink-connectors/NOTICE",
                        "META-INF/licenses/jackson/FastDoubleParser-LICENSE",
                        "META-INF/licenses/jackson/NOTICE",
                        "META-INF/licenses/kafka-clients/NOTICE",
                        "META-INF/licenses/resilience4j/COPYRIGHT.txt",
                        "META-INF/licenses/zstd-jni/LICENSE");
    }

    @Test
    void servicesAreMergedUnderTheirNewNames() throws IOException {
        assertThat(ClusterJar.lines("META-INF/services/org.entropyrepair.sinks.StoreFactory"))
                .containsExactlyInAnyOrder(
                        "org.entropyrepair.sinks.cassandra.CassandraStoreFactory",
                        "org.entropyrepair.sinks.dynamodb.DynamoDbStoreFactory",
                        "org.entropyrepair.sinks.rocksdb.RocksDbStoreFactory");
        assertThat(ClusterJar.lines("META-INF/services/org.entropyrepair.sinks.CacheFactory"))
                .containsExactly("org.entropyrepair.sinks.memcached.MemcachedCacheFactory");
        List<String> services =
                ClusterJar.entries().stream()
                        .filter(name -> name.startsWith("META-INF/services/"))
                        .toList();
        assertThat(services)
                .allMatch(name -> name.startsWith("META-INF/services/org.entropyrepair."));
        for (String service : services) {
            assertThat(ClusterJar.lines(service))
                    .as(service)
                    .filteredOn(line -> !line.isBlank() && !line.strip().startsWith("#"))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("org.entropyrepair."));
        }
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
                .contains("[cassandra, dynamodb, rocksdb]");
    }

    private static Stream<String> classes(String folder) throws IOException {
        return ClusterJar.entries().stream()
                .filter(name -> name.startsWith(folder) && name.endsWith(".class"));
    }
}
