package org.entropyrepair.quickstart.run;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this JVM with the repair job on it, as a real one would run it: state and
 * timers in RocksDB, checkpoints in the run's folder, Flink's own web page on a free port of
 * 127.0.0.1.
 */
public final class RepairCluster implements AutoCloseable {
    /** What Flink calls the job. */
    static final String JOB = "entropy-repair-quickstart";

    private static final Logger LOG = LoggerFactory.getLogger(RepairCluster.class);
    private static final Duration METRICS_EVERY = Duration.ofSeconds(2);
    private static final int CLOSE_SECONDS_MAX = 20;

    private final MiniCluster cluster;
    private final Configuration configuration;
    private volatile JobID job;
    private int taskManagers = 1;

    private RepairCluster(MiniCluster cluster, Configuration configuration, JobID job) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.job = job;
    }

    /**
     * Starts the cluster and submits the job; does not wait until it runs.
     *
     * @param folder where state and checkpoints go
     * @param parallelism of the job
     * @param build adds the job to an environment
     * @throws Exception if the cluster does not start or does not take the job
     */
    public static RepairCluster start(
            RunFolder folder, int parallelism, Consumer<StreamExecutionEnvironment> build)
            throws Exception {
        Configuration configuration = configuration(folder, parallelism);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(parallelism)
                                .withRandomPorts()
                                .build());
        try {
            cluster.start();
            JobGraph graph = graph(configuration, parallelism, build);
            cluster.submitJob(graph).get();
            return new RepairCluster(cluster, configuration, graph.getJobID());
        } catch (Exception failed) {
            cluster.close();
            throw failed;
        }
    }

    private static JobGraph graph(
            Configuration configuration,
            int parallelism,
            Consumer<StreamExecutionEnvironment> build) {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        build.accept(environment);
        StreamGraph stream = environment.getStreamGraph();
        stream.setJobName(JOB);
        return stream.getJobGraph();
    }

    /**
     * Cancels the job, whatever it has in flight, and starts another from its last checkpoint.
     *
     * @param parallelism of the other job, not above that of the first
     * @param build adds it to an environment
     * @throws Exception if there is no checkpoint yet, or no job can be cancelled or started
     */
    void replaceJob(int parallelism, Consumer<StreamExecutionEnvironment> build) throws Exception {
        cluster.cancelJob(job).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        cluster.requestJobResult(job).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        CheckpointStatsSnapshot stats =
                cluster.getExecutionGraph(job)
                        .get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                        .getCheckpointStatsSnapshot();
        CompletedCheckpointStats last =
                stats == null ? null : stats.getHistory().getLatestCompletedCheckpoint();
        if (last == null) {
            throw new IllegalStateException("no checkpoint was completed");
        }
        JobGraph graph = graph(configuration, parallelism, build);
        graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(last.getExternalPath(), false));
        cluster.submitJob(graph).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        job = graph.getJobID();
    }

    private static Configuration configuration(RunFolder folder, int parallelism) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS_EVERY);
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.LOG_PATH, folder.logFile().toString());
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(CoreOptions.TMP_DIRS, folder.resolve("flink").toString());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.setString("state.backend.rocksdb.timer-service.factory", "ROCKSDB");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(5));
        return configuration;
    }

    /**
     * Address of Flink's web page.
     *
     * @throws InterruptedException if interrupted while waiting for it
     */
    public URI webPage() throws InterruptedException {
        try {
            return cluster.getRestAddress().get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the cluster has no web page", failed.getCause());
        }
    }

    /** What Flink says of the job; {@code INITIALIZING} while it cannot be asked. */
    public JobStatus status() {
        try {
            return cluster.getJobStatus(job).get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notNow) {
            LOG.debug("job status cannot be asked for", notNow);
        }
        return JobStatus.INITIALIZING;
    }

    /**
     * Kills the process that runs all tasks, as far as there can be one in this JVM, and starts
     * another: the job goes on from its last checkpoint.
     *
     * @throws Exception if there is none to kill or no other starts
     */
    void killTaskManager() throws Exception {
        int last = taskManagers - 1;
        cluster.terminateTaskManager(last).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        cluster.startTaskManager();
        taskManagers++;
    }

    /**
     * Checkpoints of the job so far.
     *
     * @throws Exception if Flink cannot be asked
     */
    Checkpoints checkpoints() throws Exception {
        CheckpointStatsSnapshot stats =
                cluster.getExecutionGraph(job)
                        .get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                        .getCheckpointStatsSnapshot();
        return stats == null
                ? new Checkpoints(0, 0)
                : new Checkpoints(
                        stats.getCounts().getNumberOfCompletedCheckpoints(),
                        stats.getCounts().getNumberOfRestoredCheckpoints());
    }

    /**
     * How many checkpoints there were.
     *
     * @param completed how many were completed
     * @param restored how often the job went on from one
     */
    record Checkpoints(long completed, long restored) {}

    /** Cancels the job and ends the cluster. */
    @Override
    public void close() {
        try {
            cluster.cancelJob(job).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            cluster.requestJobResult(job).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notNow) {
            LOG.warn("job could not be cancelled in order", notNow);
        }
        try {
            cluster.closeAsync().get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notNow) {
            LOG.warn("cluster could not be ended in order", notNow);
        }
    }
}
