package org.entropyrepair.flow.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.flow.state.Types;
import org.jspecify.annotations.Nullable;

/**
 * A job that reads failure topics, on a MiniCluster of its own, and remembers what came. It may not
 * restart: the first failure of a task or of a coordinator ends it.
 */
final class SourceJob implements AutoCloseable {
    static final Duration DISCOVERY = Duration.ofSeconds(2);

    /** What came, by feed: the job's functions know this JVM only. */
    private static final Map<String, List<RawRecord>> RECEIVED = new ConcurrentHashMap<>();

    private static final int PARALLELISM = 2;

    private final InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();
    private final MiniCluster cluster;
    private List<FailureTopicSource> sources;
    private @Nullable JobID job;

    SourceJob(FailureTopicSource... sources) throws Exception {
        this.sources = List.of(sources);
        this.sources.forEach(
                one -> RECEIVED.put(one.address().feed(), new CopyOnWriteArrayList<>()));
        Configuration configuration = new Configuration();
        reporter.addToConfiguration(configuration);
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(PARALLELISM)
                                .withRandomPorts()
                                .build());
        cluster.start();
    }

    static FailureTopicSource source(TopicAddress address) {
        return FailureTopicSource.of(address).discoveryInterval(DISCOVERY).build();
    }

    void start() throws Exception {
        submit(SavepointRestoreSettings.none());
    }

    void restore(String savepoint) throws Exception {
        submit(SavepointRestoreSettings.forPath(savepoint));
    }

    /** The job, from now on with the same feeds elsewhere. */
    SourceJob moved(FailureTopicSource... elsewhere) {
        sources = List.of(elsewhere);
        return this;
    }

    /** Stops the job; the savepoint's path. */
    String stop(Path folder) throws Exception {
        String path =
                cluster.stopWithSavepoint(
                                id(), folder.toString(), false, SavepointFormatType.CANONICAL)
                        .get(20, TimeUnit.SECONDS);
        job = null;
        return path;
    }

    /** Cancels the job and waits until it is gone. */
    Duration cancel() throws Exception {
        long startNanos = System.nanoTime();
        cluster.cancelJob(id()).get(20, TimeUnit.SECONDS);
        cluster.requestJobResult(id()).get(60, TimeUnit.SECONDS);
        job = null;
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    JobStatus status() throws Exception {
        return cluster.getJobStatus(id()).get(20, TimeUnit.SECONDS);
    }

    /** Waits for a checkpoint that began from now on. */
    void awaitCheckpoint() throws Exception {
        cluster.triggerCheckpoint(id()).get(10, TimeUnit.SECONDS);
    }

    long failedCheckpoints() throws Exception {
        CheckpointStatsCounts counts =
                Optional.ofNullable(
                                cluster.getExecutionGraph(id())
                                        .get(20, TimeUnit.SECONDS)
                                        .getCheckpointStatsSnapshot())
                        .orElseThrow()
                        .getCounts();
        return counts.getNumberOfFailedCheckpoints();
    }

    /** The values that came from a feed, as text, in the order they came. */
    static List<String> values(String feed) {
        return List.copyOf(RECEIVED.getOrDefault(feed, List.of())).stream()
                .map(one -> Optional.ofNullable(one.value()).orElseThrow())
                .map(one -> new String(one.toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    static List<RawRecord> records(String feed) {
        return List.copyOf(RECEIVED.getOrDefault(feed, List.of()));
    }

    static void awaitValues(String feed, Duration patience, List<String> expected) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () ->
                                assertThat(values(feed))
                                        .containsExactlyInAnyOrderElementsOf(expected));
    }

    /** The sum of a counter over all its owners: enumerators and readers, former ones included. */
    long count(String name) {
        return reporter.getMetricsByGroup().values().stream()
                .flatMap(group -> Stream.ofNullable(group.get(name)))
                .filter(Counter.class::isInstance)
                .mapToLong(one -> ((Counter) one).getCount())
                .sum();
    }

    /** The values of a gauge of all its owners in the job as it runs now. */
    List<Object> gauges(String name) {
        String id = id().toString();
        return reporter.getMetricsByGroup().entrySet().stream()
                .filter(group -> id.equals(group.getKey().getAllVariables().get("<job_id>")))
                .flatMap(group -> Stream.ofNullable(group.getValue().get(name)))
                .filter(Gauge.class::isInstance)
                .<Object>map(one -> ((Gauge<?>) one).getValue())
                .toList();
    }

    @Override
    public void close() {
        cluster.closeAsync().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private JobID id() {
        return Optional.ofNullable(job).orElseThrow();
    }

    private void submit(SavepointRestoreSettings restore) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(PARALLELISM);
        env.enableCheckpointing(500);
        for (FailureTopicSource source : sources) {
            String feed = source.address().feed();
            env.fromSource(source, WatermarkStrategy.noWatermarks(), feed)
                    .uid(feed)
                    .map(new Remember(feed))
                    .returns(Types.RAW_RECORD)
                    .uid(feed + " remember")
                    .sinkTo(new DiscardingSink<>())
                    .uid(feed + " end");
        }
        StreamGraph graph = env.getStreamGraph();
        graph.setSavepointRestoreSettings(restore);
        job = cluster.submitJob(graph).get(20, TimeUnit.SECONDS).getJobID();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(this::allTasksRun);
    }

    private boolean allTasksRun() throws Exception {
        if (status() != JobStatus.RUNNING) {
            return false;
        }
        var graph = cluster.getExecutionGraph(id()).get(20, TimeUnit.SECONDS);
        for (var vertex : graph.getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private static final class Remember implements MapFunction<RawRecord, RawRecord> {
        private static final long serialVersionUID = 1L;

        private final String feed;

        Remember(String feed) {
            this.feed = feed;
        }

        @Override
        public RawRecord map(RawRecord record) {
            RECEIVED.getOrDefault(feed, new ArrayList<>()).add(record);
            return record;
        }
    }
}
