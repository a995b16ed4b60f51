package org.entropyrepair.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink's settings as the job needs them. What its promises rest on is set whatever the cluster
 * says; the rest only where the cluster says nothing.
 */
final class FlinkSettings {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    private static final Set<String> IN_PROCESS = Set.of("local", "minicluster");
    private static final int FAILED_CHECKPOINTS_MAX = 10;

    /** With Flink's 2, one thread merges the files of all states, and a barrier waits for it. */
    private static final int ROCKSDB_THREADS = 4;

    private FlinkSettings() {}

    /** Sets them. */
    static void apply(StreamExecutionEnvironment env, int maxParallelism) {
        ReadableConfig cluster = env.getConfiguration();
        Configuration settings = new Configuration();
        // RocksDB, and its timers: heap timers are lost by a native savepoint without a word.
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(
                RocksDBOptions.TIMER_SERVICE_FACTORY,
                EmbeddedRocksDBStateBackend.PriorityQueueStateType.ROCKSDB);
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(PipelineOptions.MAX_PARALLELISM, maxParallelism);
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);

        unlessSet(
                cluster,
                settings,
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                CHECKPOINT_INTERVAL);
        unlessSet(cluster, settings, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        unlessSet(
                cluster,
                settings,
                CheckpointingOptions.TOLERABLE_FAILURE_NUMBER,
                FAILED_CHECKPOINTS_MAX);
        unlessSet(
                cluster,
                settings,
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        unlessSet(cluster, settings, ExecutionOptions.SNAPSHOT_COMPRESSION, true);
        // Whether an edge is new is asked for each record once millions of others pend: without
        // these RocksDB reads and unpacks the index of a whole file to say no.
        unlessSet(cluster, settings, RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        unlessSet(cluster, settings, RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS, true);
        unlessSet(
                cluster,
                settings,
                RocksDBConfigurableOptions.MAX_BACKGROUND_THREADS,
                ROCKSDB_THREADS);
        if (cluster.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
            settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
            settings.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                    Duration.ofMinutes(1));
        }
        env.configure(settings, Thread.currentThread().getContextClassLoader());
    }

    /**
     * Sets them for a job that ends by itself and remembers what it has done elsewhere: restarted,
     * it begins anew. From a checkpoint it would not know what came after it.
     */
    static void applyWithoutCheckpoints(StreamExecutionEnvironment env, int maxParallelism) {
        apply(env, maxParallelism);
        Configuration settings = new Configuration();
        settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        env.configure(settings, Thread.currentThread().getContextClassLoader());
        env.getCheckpointConfig().disableCheckpointing();
    }

    /** Whether the job runs inside this process. */
    static boolean isLocal(ReadableConfig cluster) {
        return cluster.getOptional(DeploymentOptions.TARGET).map(IN_PROCESS::contains).orElse(true);
    }

    /** What Flink shows of the job beside its graph. */
    static Map<String, String> shown(StreamExecutionEnvironment env) {
        return env.getConfig().getGlobalJobParameters().toMap();
    }

    /** Lets Flink show this of the job. */
    static void show(StreamExecutionEnvironment env, Map<String, String> settings) {
        env.getConfig().setGlobalJobParameters(new Shown(new TreeMap<>(settings)));
    }

    private static <T> void unlessSet(
            ReadableConfig cluster, Configuration settings, ConfigOption<T> option, T value) {
        if (cluster.getOptional(option).isEmpty()) {
            settings.set(option, value);
        }
    }

    private static final class Shown extends ExecutionConfig.GlobalJobParameters {
        private static final long serialVersionUID = 1L;

        private final TreeMap<String, String> settings;

        private Shown(TreeMap<String, String> settings) {
            this.settings = settings;
        }

        @Override
        public Map<String, String> toMap() {
            return settings;
        }
    }
}
