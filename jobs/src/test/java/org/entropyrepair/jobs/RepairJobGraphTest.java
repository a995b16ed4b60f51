package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.state.VersionedSerializer;
import org.junit.jupiter.api.Test;

/** The job graph as a savepoint and a cluster see it. */
class RepairJobGraphTest {
    @Test
    void everyOperatorHasTheUidItAlwaysHad() throws IOException {
        List<String> uids =
                graph().getStreamNodes().stream()
                        .map(node -> Objects.toString(node.getTransformationUID(), "none: " + node))
                        .sorted()
                        .toList();
        assertThat(uids).containsExactlyElementsOf(goldenUids());
        assertThat(JobUids.of(Configs.config())).containsExactlyInAnyOrderElementsOf(uids);
    }

    /** So that a savepoint of a job without the topic is restored by one with it. */
    @Test
    void aConfigTopicAddsOperatorsAndTakesNoneAway() throws IOException {
        List<String> more = new ArrayList<>(goldenUids());
        more.addAll(List.of("config-acceptance", "config-topic"));
        assertThat(withConfigTopic().getStreamNodes())
                .extracting(node -> String.valueOf(node.getTransformationUID()))
                .containsExactlyInAnyOrderElementsOf(more);
        assertThat(JobUids.of(configWithTopic())).containsExactlyInAnyOrderElementsOf(more);
        assertThat(withConfigTopic().getStreamNodes())
                .filteredOn(node -> String.valueOf(node.getTransformationUID()).contains("config"))
                .hasSize(3)
                .allMatch(node -> node.getParallelism() == 1);
    }

    @Test
    void nothingFlowsInFlinksOwnFormats() {
        nothingFlowsInFlinksOwnFormats(graph());
        nothingFlowsInFlinksOwnFormats(withConfigTopic());
    }

    private static void nothingFlowsInFlinksOwnFormats(StreamGraph graph) {
        for (StreamNode node : graph.getStreamNodes()) {
            for (var input : node.getTypeSerializersIn()) {
                if (!node.getOperatorName().contains("Committer")) {
                    assertThat(input).as(node.toString()).isInstanceOf(VersionedSerializer.class);
                }
            }
        }
        assertThat(graph.getStreamNodes())
                .filteredOn(node -> node.getStateKeySerializer() != null)
                .hasSize(1)
                .allMatch(node -> node.getStateKeySerializer() instanceof VersionedSerializer);
    }

    @Test
    void eachFeedIsOneTaskUpToItsClock() {
        List<String> vertices =
                graph().getJobGraph().getVerticesSortedTopologicallyFromSources().stream()
                        .map(JobVertex::getName)
                        .toList();
        for (String feed :
                List.of(
                        "us/failures.us",
                        "us/mirror.failures.us",
                        "eu/failures.eu",
                        "ap/failures.ap")) {
            assertThat(vertices)
                    .filteredOn(name -> name.contains("source " + feed))
                    .singleElement()
                    .asString()
                    .contains("decode " + feed)
                    .contains("clock " + feed);
        }
        assertThat(vertices).filteredOn(name -> name.contains("repair")).hasSize(1);
    }

    @Test
    void whatThePromisesRestOnIsSetWhateverTheClusterSays() {
        Configuration cluster = new Configuration();
        cluster.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        cluster.setString("state.backend.rocksdb.timer-service.factory", "HEAP");
        cluster.set(PipelineOptions.GENERIC_TYPES, true);
        cluster.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
        var settings = built(cluster).getConfiguration();
        assertThat(settings.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
        assertThat(settings.toMap().get("state.backend.rocksdb.timer-service.factory"))
                .isEqualTo("ROCKSDB");
        assertThat(settings.get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(settings.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
        assertThat(settings.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.get(PipelineOptions.MAX_PARALLELISM))
                .isEqualTo(Configs.config().maxParallelism());
    }

    @Test
    void savepointsAreCompressedUnlessTheClusterSaysOtherwise() {
        assertThat(built(new Configuration()).getConfig().isUseSnapshotCompression()).isTrue();
        Configuration cluster = new Configuration();
        cluster.set(ExecutionOptions.SNAPSHOT_COMPRESSION, false);
        assertThat(built(cluster).getConfig().isUseSnapshotCompression()).isFalse();
    }

    @Test
    void rocksDbIsSetForMillionsThatPendUnlessTheClusterSaysOtherwise() {
        var settings = built(new Configuration()).getConfiguration();
        assertThat(settings.get(RocksDBConfigurableOptions.USE_BLOOM_FILTER)).isTrue();
        assertThat(settings.get(RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS)).isTrue();
        assertThat(settings.get(RocksDBConfigurableOptions.MAX_BACKGROUND_THREADS)).isEqualTo(4);
        Configuration cluster = new Configuration();
        cluster.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, false);
        cluster.set(RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS, false);
        cluster.set(RocksDBConfigurableOptions.MAX_BACKGROUND_THREADS, 1);
        settings = built(cluster).getConfiguration();
        assertThat(settings.get(RocksDBConfigurableOptions.USE_BLOOM_FILTER)).isFalse();
        assertThat(settings.get(RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS)).isFalse();
        assertThat(settings.get(RocksDBConfigurableOptions.MAX_BACKGROUND_THREADS)).isEqualTo(1);
    }

    @Test
    void checkpointsAreMadeEvenIfTheClusterDoesNotAskForThem() {
        StreamExecutionEnvironment env = built(new Configuration());
        assertThat(env.getCheckpointConfig().isCheckpointingEnabled()).isTrue();
        assertThat(env.getMaxParallelism())
                .isBetween(1, KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM);
    }

    private static StreamGraph graph() {
        return built(new Configuration()).getStreamGraph();
    }

    private static StreamGraph withConfigTopic() {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, new Configuration());
        RepairJob.build(env, configWithTopic(), RepairJobOptions.DEFAULT);
        return env.getStreamGraph();
    }

    private static RegionConfig configWithTopic() {
        return Configs.read(
                Configs.text("127.0.0.1:1", "/nowhere")
                        + "configTopic: {bootstrapServers: \"127.0.0.1:1\", topic: hot}\n");
    }

    private static StreamExecutionEnvironment built(Configuration cluster) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, cluster);
        RepairJob.build(env, Configs.config(), RepairJobOptions.DEFAULT);
        return env;
    }

    private static List<String> goldenUids() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RepairJobGraphTest.class.getResourceAsStream("/uids.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .sorted()
                    .toList();
        }
    }
}
