package org.entropyrepair.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;

/**
 * Jobs in this process, on one broker, and how long they take. A job fails for good where it would
 * restart: no restart goes unseen.
 *
 * @param brokers where Kafka is
 * @param folder for checkpoints
 * @param tasks how many tasks each operator has
 * @param checkpointSeconds from one checkpoint to the next
 * @param published which ends are published, as the config says it
 */
record RepairRun(String brokers, Path folder, int tasks, int checkpointSeconds, String published) {
    private static final int LOOKS_PER_STATUS = 250;

    /** Of which all ends are published. */
    RepairRun(String brokers, Path folder, int tasks, int checkpointSeconds) {
        this(brokers, folder, tasks, checkpointSeconds, "all");
    }

    /** The topic of a region's failures. */
    static String topic(String region) {
        return "failures." + region;
    }

    StreamExecutionEnvironment environment() {
        Configuration settings = new Configuration();
        settings.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(checkpointSeconds));
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        settings.setString(
                "metrics.reporter.benchmark.factory.class", InProcessReporter.class.getName());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(tasks, settings);
        env.getConfig().enableObjectReuse();
        return env;
    }

    /**
     * The repair job, ready to run.
     *
     * @param stores settings of each region's store
     * @param holdMillis replication lag between any two regions
     */
    StreamExecutionEnvironment repair(
            Map<String, String> stores, int holdMillis, RepairJobOptions options) {
        StreamExecutionEnvironment env = environment();
        RepairJob.build(env, config(stores, holdMillis), options);
        return env;
    }

    /** The config of that job. */
    RegionConfig config(Map<String, String> stores, int holdMillis) {
        return RegionConfigReader.read(
                        "benchmark.yaml", text(stores, holdMillis), Secrets.ofMachine(folder))
                .orThrow();
    }

    /** As {@link #rate(StreamExecutionEnvironment, LongSupplier, LongSupplier, long)}. */
    static double rate(StreamExecutionEnvironment env, LongSupplier done, long all)
            throws Exception {
        return rate(env, done, done, all);
    }

    /**
     * Runs a job until it has done as much as there is; how much per second.
     *
     * @param begun the time is taken from when this is no longer 0
     * @param done how much it has done so far
     */
    static double rate(
            StreamExecutionEnvironment env, LongSupplier begun, LongSupplier done, long all)
            throws Exception {
        JobClient job = env.executeAsync("benchmark");
        await(job, () -> begun.getAsLong() != 0);
        long before = done.getAsLong();
        long began = System.nanoTime();
        await(job, () -> done.getAsLong() >= all);
        double seconds = (System.nanoTime() - began) / 1e9;
        end(job);
        return (all - before) / seconds;
    }

    /** Waits for a condition. Asks Flink for the job's status now and then only: asking costs. */
    private static void await(JobClient job, BooleanSupplier condition) throws Exception {
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            if (looks % LOOKS_PER_STATUS == 0) {
                stopIfFailed(job);
            }
            Thread.sleep(2); // a benchmark's own clock, not a test
        }
    }

    static void stopIfFailed(JobClient job) throws Exception {
        JobStatus status = job.getJobStatus().get();
        if (status.isTerminalState()) {
            throw new IllegalStateException("job is " + status + " (expected: it runs)");
        }
    }

    /** Ends a job and waits until its metrics are gone. */
    static void end(JobClient job) throws Exception {
        job.cancel().get();
        awaitGone();
    }

    /** Waits until the metrics of a job that ends are gone. */
    static void awaitGone() throws InterruptedException {
        while (InProcessReporter.watches()) {
            Thread.sleep(2);
        }
    }

    /** Text of that config. */
    String text(Map<String, String> stores, int holdMillis) {
        StringBuilder regions = new StringBuilder();
        new TreeMap<>(stores)
                .forEach(
                        (region, store) ->
                                regions.append(
                                        """
                                          %s:
                                            failures: [{bootstrapServers: "%s", topic: %s}]
                                            store: %s
                                        """
                                                .formatted(region, brokers, topic(region), store)));
        return """
        apiVersion: entropy-repair/v1
        graph: %1$s
        regions:
        %2$s
        namespaces:
          %3$s: {edgeType: %4$s, record: forward, table: forward, tombstonesKept: 10d}
        replicationLag: {default: %5$dms}
        scopes: [{name: all, match: {}, action: repair}]
        deadLetters: {bootstrapServers: "%6$s", topic: dead-letters}
        outcomes: {bootstrapServers: "%6$s", topic: outcomes, published: %7$s}
        """
                .formatted(
                        Failures.GRAPH,
                        regions.toString().stripTrailing(),
                        Failures.NAMESPACE,
                        Failures.EDGE_TYPE,
                        holdMillis,
                        brokers,
                        published);
    }
}
