package org.entropyrepair.console.standing;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.flow.savepoint.PendingRepair;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/** The repair job on a Flink cluster in this JVM, between topics of a real broker. */
final class RunningRepairs implements AutoCloseable {
    static final String JOB = "standing";

    private static final List<String> FAILURES = List.of("failures", "failures-eu", "failures-ap");
    private static final List<String> COMPACTED = List.of("config", "config.answers");
    private static final long CALL_SECONDS_MAX = 120;
    private static final int SLOTS = 2;

    private final Path folder;
    private final KafkaBroker kafka;
    private final MiniCluster cluster;
    private final Path file;
    private final JobGraph graph;
    private int proposals;

    private RunningRepairs(
            Path folder, KafkaBroker kafka, MiniCluster cluster, Path file, JobGraph graph) {
        this.folder = folder;
        this.kafka = kafka;
        this.cluster = cluster;
        this.file = file;
        this.graph = graph;
    }

    /**
     * Starts all of it, and waits until the job runs.
     *
     * @param config region config, in which {@code BROKERS} stands for the broker
     */
    static RunningRepairs start(Path folder, String config, RepairSettings.Limits limits)
            throws Exception {
        KafkaBroker kafka = KafkaBroker.in(folder.resolve("kafka")).start();
        for (String topic : FAILURES) {
            kafka.createTopic(topic, 1, Map.of("retention.ms", "-1"));
        }
        kafka.createTopic("outcomes", 1, Map.of());
        kafka.createTopic("dead", 1, Map.of());
        for (String topic : COMPACTED) {
            kafka.createTopic(topic, 1, Map.of("cleanup.policy", "compact"));
        }
        String text = config.replace("BROKERS", kafka.bootstrapServers());
        Path file = Files.writeString(folder.resolve("region.yaml"), text);
        MiniCluster cluster = cluster(folder);
        cluster.start();
        JobGraph graph = graph(file, limits);
        cluster.submitJob(graph).get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        return new RunningRepairs(folder, kafka, cluster, file, graph);
    }

    private static MiniCluster cluster(Path folder) {
        Configuration flink = new Configuration();
        flink.set(RestOptions.ADDRESS, "127.0.0.1");
        flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        flink.set(CoreOptions.TMP_DIRS, folder.resolve("flink").toString());
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        return new MiniCluster(
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(flink)
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(SLOTS)
                        .setCommonBindAddress("127.0.0.1")
                        .withRandomPorts()
                        .build());
    }

    private static JobGraph graph(Path file, RepairSettings.Limits limits) throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, flink);
        RepairJob.build(
                env,
                read(file),
                RepairJobOptions.DEFAULT
                        .named(JOB)
                        .discoveringEvery(Duration.ofSeconds(2))
                        .limited(limits));
        return env.getStreamGraph().getJobGraph();
    }

    private static RegionConfig read(Path file) throws Exception {
        return RegionConfigReader.read(
                        file.toString(), Files.readString(file), Secrets.unresolved())
                .orThrow();
    }

    RegionConfig config() throws Exception {
        return read(file);
    }

    /** Where the region config stands. */
    Path file() {
        return file;
    }

    /** Flink's REST API. */
    URI flink() throws Exception {
        return cluster.getRestAddress().get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
    }

    void publish(List<FailureMessage> failures) {
        kafka.topics()
                .produce(
                        failures.stream()
                                .map(
                                        failure ->
                                                new ProducerRecord<>(
                                                        "failures",
                                                        Bytes.utf8(failure.subject().toString())
                                                                .toArray(),
                                                        FailureWriter.write(failure).toArray()))
                                .toList());
    }

    /** Proposes a config, and waits until the job has answered. */
    void propose(String text) {
        int before = kafka.topics().readAll("config.answers").size();
        kafka.topics()
                .produce(
                        "config",
                        Bytes.utf8("p" + proposals++).toArray(),
                        Bytes.utf8(text).toArray());
        Awaitility.await("an answer to the proposal")
                .atMost(Duration.ofSeconds(60))
                .until(() -> kafka.topics().readAll("config.answers").size() > before);
    }

    /** How many outcomes stand on their topic. */
    int outcomes() {
        return kafka.topics().readAll("outcomes").size();
    }

    /** Everything that is pending at this moment; what was said up to now is on the topics. */
    List<PendingRepair> pending() throws Exception {
        if (cluster.getJobStatus(graph.getJobID()).get() == JobStatus.FAILED) {
            throw new IllegalStateException("the job has failed");
        }
        String path =
                cluster.triggerSavepoint(
                                graph.getJobID(),
                                folder.resolve("savepoints").toUri().toString(),
                                false,
                                SavepointFormatType.CANONICAL)
                        .get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        List<PendingRepair> pending = new ArrayList<>();
        Savepoint.open(path).pending(pending::addAll);
        return pending;
    }

    @Override
    public void close() {
        cluster.closeAsync().orTimeout(CALL_SECONDS_MAX, TimeUnit.SECONDS).join();
        kafka.close();
    }
}
