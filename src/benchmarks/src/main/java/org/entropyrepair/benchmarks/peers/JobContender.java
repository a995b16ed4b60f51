package org.entropyrepair.benchmarks.peers;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;

/**
 * This project's job as it is shipped: one task, durable state, checkpoints every 10 s, retry and
 * breaker as usual.
 */
final class JobContender implements Contender {
    static final String NAME = "job";

    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

    private final Surroundings around;

    JobContender(Surroundings around) {
        this.around = around;
    }

    @Override
    public void start() throws Exception {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINTS);
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                around.folder().resolve("checkpoints").toUri().toString());
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        env.getConfig().enableObjectReuse();
        RepairJob.build(
                env,
                RegionConfigReader.read("peers.yaml", config(), Secrets.ofMachine(around.folder()))
                        .orThrow(),
                RepairJobOptions.DEFAULT.inOneProcess(true));
        env.executeAsync(NAME);
    }

    private String config() {
        return """
        apiVersion: entropy-repair/v1
        graph: %1$s
        regions:
          %2$s:
            failures: [{bootstrapServers: "%3$s", topic: %4$s}]
            store: {kind: %5$s}
        namespaces:
          %6$s: {edgeType: %7$s, record: forward, table: forward, tombstonesKept: 10d}
        replicationLag: {default: %8$dms}
        scopes: [{name: all, match: {}, action: repair}]
        deadLetters: {bootstrapServers: "%3$s", topic: dead-letters}
        outcomes: {bootstrapServers: "%3$s", topic: outcomes}
        """
                .formatted(
                        Load.GRAPH,
                        Load.REGION,
                        around.brokers(),
                        around.topic(),
                        RecordingStoreFactory.KIND,
                        Load.NAMESPACE,
                        Load.EDGE_TYPE,
                        around.settings().holdMillis());
    }
}
