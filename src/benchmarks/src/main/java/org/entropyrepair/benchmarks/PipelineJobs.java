package org.entropyrepair.benchmarks;

import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.flow.decode.FailureDecoder;
import org.entropyrepair.flow.decode.Ownership;
import org.entropyrepair.flow.outcome.Destination;
import org.entropyrepair.flow.outcome.KafkaSinks;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.flow.source.FailureTopicSource;
import org.entropyrepair.flow.source.RegionClock;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.state.Types;
import org.entropyrepair.jobs.RepairJobOptions;

/**
 * The three pipelines that are compared: over the same topic, with the same memory.
 *
 * @param run where they run
 * @param region whose topic they read
 * @param holdMillis replication lag
 * @param youngMebibytes the heap's share of a repair task; less where a quarter of the heap is
 * @param managedMebibytes what RocksDB gets for each task
 */
record PipelineJobs(
        RepairRun run, String region, int holdMillis, int youngMebibytes, int managedMebibytes) {

    /** The heap's share of a repair task that nobody changed, MiB. */
    static int usualYoungMebibytes() {
        return (int) (RepairSettings.Limits.DEFAULT.youngBytes() >> 20);
    }

    /** Source, decoder, nothing. */
    StreamExecutionEnvironment parseOnly() {
        StreamExecutionEnvironment env = run.environment();
        decoded(env).sinkTo(new DiscardingSink<>());
        return remembering(env);
    }

    /** The real job. */
    StreamExecutionEnvironment repair() {
        return repair(limits());
    }

    /** The real job, but that it counts nothing. */
    StreamExecutionEnvironment unmeasured() {
        return repair(limits().unmeasured());
    }

    private RepairSettings.Limits limits() {
        RepairSettings.Limits usual = RepairSettings.Limits.DEFAULT;
        return new RepairSettings.Limits(
                usual.inFlightPerTarget(),
                usual.inFlightFloor(),
                usual.waitingPerTarget(),
                usual.turnMillis(),
                usual.turnEdges(),
                (long) youngMebibytes << 20,
                usual.rearm(),
                usual.alarmsLost(),
                usual.measured());
    }

    private StreamExecutionEnvironment repair(RepairSettings.Limits limits) {
        return remembering(
                run.repair(
                        stores(),
                        holdMillis,
                        RepairJobOptions.DEFAULT.inOneProcess(true).limited(limits)));
    }

    /** The same with {@link StockRepair} in the operator's place. */
    StreamExecutionEnvironment stock() {
        StreamExecutionEnvironment env = run.environment();
        RegionConfig config = run.config(stores(), holdMillis);
        decoded(env)
                .transform(
                        "clock",
                        Types.FAILURE,
                        new RegionClock<>(
                                "benchmark",
                                Failure::failedAtMillis,
                                failure -> failure.raw().position().partition(),
                                config.clock().silentAfter()))
                .keyBy(Failure::subject, Types.SUBJECT)
                .process(new StockRepair(region, config.text()), Types.OUTCOME)
                .name(InProcessReporter.REPAIR)
                .sinkTo(
                        KafkaSinks.outcomes(
                                new Destination(
                                        "outcomes", Map.of("bootstrap.servers", run.brokers()))))
                .name("outcomes");
        Configuration settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(
                RocksDBOptions.TIMER_SERVICE_FACTORY,
                EmbeddedRocksDBStateBackend.PriorityQueueStateType.ROCKSDB);
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        env.configure(settings, PipelineJobs.class.getClassLoader());
        return remembering(env);
    }

    private Map<String, String> stores() {
        return Map.of(region, "{kind: at-once}");
    }

    private StreamExecutionEnvironment remembering(StreamExecutionEnvironment env) {
        Configuration settings = new Configuration();
        settings.set(
                TaskManagerOptions.MANAGED_MEMORY_SIZE,
                MemorySize.ofMebiBytes((long) managedMebibytes * run.tasks()));
        env.configure(settings, PipelineJobs.class.getClassLoader());
        return env;
    }

    private SingleOutputStreamOperator<Failure> decoded(StreamExecutionEnvironment env) {
        String topic = RepairRun.topic(region);
        TopicAddress address =
                new TopicAddress(region + "/" + topic, run.brokers(), topic, Map.of());
        return env.fromSource(
                        FailureTopicSource.of(address).build(),
                        WatermarkStrategy.noWatermarks(),
                        "source",
                        Types.RAW_RECORD)
                .process(
                        new FailureDecoder(
                                address.feed(), 1 << 20, Ownership.ofAll(Set.of(region))),
                        Types.FAILURE)
                .name("decode");
    }
}
