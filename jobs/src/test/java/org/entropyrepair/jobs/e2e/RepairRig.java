package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.wire.ConfigAnswerCodec;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.jobs.RepairJob;
import org.entropyrepair.jobs.RepairJobOptions;
import org.entropyrepair.testkit.fake.ScriptedStore;
import org.jspecify.annotations.Nullable;

/**
 * One scene on the {@link Stage}: topics of its own on its regions' brokers, stores of its own, a
 * region config, and the repair job between them.
 *
 * <p>A job is started so that it fails for good where it would restart, unless the scene says that
 * it may: no restart goes unseen.
 */
final class RepairRig implements AutoCloseable {
    private static final int PARALLELISM = 2;

    private final RepairScene scene;
    private final Stage stage;
    private final Ends ends;
    private final List<RunningJob> jobs = new ArrayList<>();
    private int proposals;

    RepairRig(RepairScene scene) {
        this.scene = scene;
        this.stage = scene.stage();
        List<String> brokers = new ArrayList<>(scene.regions());
        brokers.add(scene.home());
        stage.start(brokers);
        if (!scene.keepsTopics()) {
            scene.regions().forEach(this::createFailureTopic);
        }
        stage.broker(scene.home()).createTopic(scene.outcomeTopic(), 1, Map.of());
        stage.broker(scene.home())
                .createTopic(
                        scene.deadLetterTopic(),
                        1,
                        Map.of("max.message.bytes", Integer.toString(scene.letterBytesMax())));
        if (!scene.configHome().isEmpty()) {
            stage.start(List.of(scene.configHome()));
            for (String topic : List.of(scene.configTopic(), scene.configTopic() + ".answers")) {
                stage.broker(scene.configHome())
                        .createTopic(topic, 1, Map.of("cleanup.policy", "compact"));
            }
        }
        this.ends =
                new Ends(
                        stage.broker(scene.home()).directServers(),
                        scene.outcomeTopic(),
                        scene.deadLetterTopic());
    }

    private void createFailureTopic(String region) {
        if (scene.borrowsTopics()) {
            stage.broker(region).topics().delete(scene.failureTopic(region));
        }
        stage.broker(region)
                .createTopic(
                        scene.failureTopic(region),
                        scene.partitions(),
                        Map.of("max.message.bytes", Integer.toString(8 << 20)));
    }

    /** The job as it runs unless somebody says otherwise, without state. */
    RunningJob start() throws Exception {
        return start(options(), PARALLELISM, null);
    }

    /** The job with the state of a checkpoint. */
    RunningJob restore(String checkpoint, int parallelism) throws Exception {
        return start(options(), parallelism, checkpoint);
    }

    /** The same with a config that no longer has all that is in the state. */
    RunningJob restoreLeavingBehind(String checkpoint, int parallelism) throws Exception {
        return start(
                options(),
                parallelism,
                SavepointRestoreSettings.forPath(checkpoint, true),
                new Configuration());
    }

    /** What the job is started with unless somebody says otherwise. */
    RepairJobOptions options() {
        return RepairJobOptions.DEFAULT.named(scene.name()).discoveringEvery(Duration.ofSeconds(2));
    }

    /** The job with all there is to say of it. */
    RunningJob start(RepairJobOptions options, int parallelism, @Nullable String checkpoint)
            throws Exception {
        return start(
                options,
                parallelism,
                checkpoint == null
                        ? SavepointRestoreSettings.none()
                        : SavepointRestoreSettings.forPath(checkpoint),
                new Configuration());
    }

    /**
     * The job with all there is to say of it, and of Flink.
     *
     * @param flink is completed
     */
    RunningJob start(
            RepairJobOptions options,
            int parallelism,
            SavepointRestoreSettings restored,
            Configuration flink)
            throws Exception {
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                stage.folder().resolve("checkpoints").toUri().toString());
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        if (scene.mayRestart()) {
            flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
            flink.set(
                    RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                    Duration.ofMillis(500));
        } else {
            flink.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        RepairJob.build(env, config(), options);
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setSavepointRestoreSettings(restored);
        RunningJob job = RunningJob.start(stage.cluster(), graph);
        jobs.add(job);
        return job;
    }

    /** What its tasks count or gauge under names that end so, together. */
    long measured(RunningJob job, String nameEnd) {
        long sum = 0;
        for (Metric metric :
                stage.metrics().findMetrics(job.id(), Pattern.quote(nameEnd) + "$").values()) {
            if (metric instanceof Counter counter) {
                sum += counter.getCount();
            } else if (metric instanceof Gauge<?> gauge
                    && gauge.getValue() instanceof Number number) {
                sum += number.longValue();
            }
        }
        return sum;
    }

    /** The ways into the stores of all regions beside the job. */
    Map<String, SideDoor> sideDoors() {
        RegionConfig config = config();
        return scene.regions().stream()
                .collect(Collectors.toMap(region -> region, at -> SideDoor.open(config, at)));
    }

    /** The region config of the scene. */
    RegionConfig config() {
        return RegionConfigReader.read(
                        "region.yaml",
                        scene.text(),
                        Secrets.of(
                                Map.of("USER", Stage.USER, "PASSWORD", Stage.PASSWORD),
                                Path.of("/nowhere")))
                .orThrow();
    }

    /** Publishes failures to a region's topic, whatever stands before its broker. */
    void publish(String region, FailureMessage... failures) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (FailureMessage failure : failures) {
            records.add(record(region, failure.subject().toString(), FailureWriter.write(failure)));
        }
        stage.broker(region).topics().produce(records);
    }

    /** A record of a region's failure topic. */
    ProducerRecord<byte[], byte[]> record(String region, String key, @Nullable Bytes value) {
        return new ProducerRecord<>(
                scene.failureTopic(region),
                Bytes.utf8(key).toArray(),
                value == null ? null : value.toArray());
    }

    /** Publishes any records to a region's broker, whatever stands before it. */
    void publish(String region, List<ProducerRecord<byte[], byte[]>> records) {
        stage.broker(region).topics().produce(records);
    }

    /** Proposes a config, whatever stands before the broker. */
    void propose(String config, @Nullable String discards) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        scene.configTopic(),
                        Bytes.utf8("proposal " + proposals++).toArray(),
                        Bytes.utf8(config).toArray());
        if (discards != null) {
            record.headers().add(ConfigAnswerCodec.DISCARDS, Bytes.utf8(discards).toArray());
        }
        stage.broker(scene.configHome()).topics().produce(List.of(record));
    }

    /** What the job has answered so far. */
    List<ConfigAnswer> answers() {
        return stage
                .broker(scene.configHome())
                .topics()
                .readAll(scene.configTopic() + ".answers")
                .stream()
                .map(record -> ConfigAnswerCodec.decode(Bytes.wrap(record.value())))
                .toList();
    }

    /** Waits for the job's answer to the proposal at an offset. */
    ConfigAnswer awaitAnswer(long offset, Duration longest) {
        AtomicReference<ConfigAnswer> found = new AtomicReference<>();
        await(
                "an answer to offset " + offset,
                longest,
                () -> {
                    answers().stream()
                            .filter(answer -> answer.offset() == offset)
                            .findFirst()
                            .ifPresent(found::set);
                    return found.get() != null;
                });
        return Objects.requireNonNull(found.get());
    }

    /** The scripted store of a region. */
    ScriptedStore store(String region) {
        return ScriptedStore.named(scene.storeName(region));
    }

    /** What the job said so far. */
    Ends ends() {
        return ends;
    }

    /** The scene's names. */
    RepairScene scene() {
        return scene;
    }

    /** Reads what the job says until {@code holds}; fails as soon as a job has failed. */
    void await(String what, Duration longest, BooleanSupplier holds) {
        long deadlineNanos = System.nanoTime() + longest.toNanos();
        ends.read(Duration.ZERO);
        while (!holds.getAsBoolean()) {
            ends.read(Duration.ofMillis(100));
            for (RunningJob job : jobs) {
                assertThat(job.failure())
                        .as("why the job failed while awaiting: " + what)
                        .isEmpty();
            }
            assertThat(System.nanoTime())
                    .as("%s, within %s; so far %s", what, longest, summary())
                    .isLessThan(deadlineNanos);
        }
    }

    /** Waits until the repair of that put has ended, and says how. */
    Outcome awaitEnd(FailureMessage failure, Duration longest) {
        await(
                "end of " + failure.write().cell() + " at " + failure.target(),
                longest,
                () -> ends.of(failure.write().cell(), failure.target()).isPresent());
        return ends.of(failure.write().cell(), failure.target()).orElseThrow();
    }

    /** Publishes a failure whose repair may have ended before, and waits until it does so anew. */
    Outcome endAgain(FailureMessage failure, Duration longest) {
        ends.read(Duration.ZERO);
        Outcome before = ends.of(failure.write().cell(), failure.target()).orElse(null);
        publish(scene.home(), failure);
        await(
                "another end of " + failure.write().cell() + " at " + failure.target(),
                longest,
                () ->
                        ends.of(failure.write().cell(), failure.target())
                                .filter(end -> !end.equals(before))
                                .isPresent());
        return ends.of(failure.write().cell(), failure.target()).orElseThrow();
    }

    /** Reads on for a while; nothing to wait for. */
    void watch(Duration time) {
        long deadlineNanos = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            ends.read(Duration.ofMillis(100));
        }
    }

    private String summary() {
        return ends.outcomes().size()
                + " outcomes, "
                + ends.ended().size()
                + " repairs ended, "
                + ends.letters().size()
                + " dead letters, last outcome "
                + (ends.outcomes().isEmpty()
                        ? "none"
                        : Objects.toString(ends.outcomes().get(ends.outcomes().size() - 1)));
    }

    /** Ends the job; the topics and stores of the scene stay. */
    @Override
    public void close() {
        jobs.forEach(RunningJob::cancel);
        ends.close();
        scene.regions().forEach(region -> ScriptedStore.forget(scene.storeName(region)));
    }
}
