package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubtaskStateStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.flow.revision.ConfigRevision;
import org.entropyrepair.flow.state.Types;
import org.entropyrepair.sinks.Invalidations;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.testkit.fake.AtOnceStore;
import org.entropyrepair.testkit.fake.ScriptedStore;
import org.jspecify.annotations.Nullable;

/**
 * One repair pipeline of a test over all its lives: what it reads, what it writes to, what comes
 * out, and the snapshots between. Everything waits at most {@link #PATIENCE}; closing cancels.
 */
final class RepairRig implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String UID = "repair";
    static final int KEY_GROUPS = 12;

    private static final AtomicInteger RIGS = new AtomicInteger();
    private static final Map<String, Policy> POLICIES = new ConcurrentHashMap<>();
    private static final OutputTag<DeadLetter> DEAD =
            new OutputTag<>("dead-letters", Types.DEAD_LETTER);

    private final String name = "rig-" + RIGS.incrementAndGet();
    private final RepairCluster cluster;
    private final AtomicInteger revision = new AtomicInteger();
    private int inFlight = RepairSettings.Limits.DEFAULT.inFlightPerTarget();
    private int waiting = RepairSettings.Limits.DEFAULT.waitingPerTarget();
    private long youngBytes = RepairSettings.Limits.DEFAULT.youngBytes();
    private boolean rearm = true;
    private boolean awaitsRevision;
    private Policy policy;
    private StoreOpener opener = opener(name);
    private boolean alarmsLost;
    private List<String> targets = Policies.REGIONS;
    private @Nullable JobID job;

    /** A pipeline that begins with this policy. */
    RepairRig(RepairCluster cluster, Policies policies) {
        this.cluster = cluster;
        this.policy = policies.build();
    }

    /** Limits of the lives to come. */
    RepairRig limits(int inFlightPerTarget, int waitingPerTarget) {
        inFlight = inFlightPerTarget;
        waiting = waitingPerTarget;
        return this;
    }

    /** As much of their state do the lives to come keep on the heap between checkpoints. */
    RepairRig young(long bytes) {
        youngBytes = bytes;
        return this;
    }

    /** The lives to come do not look at what a restored state holds. */
    RepairRig withoutRearm() {
        rearm = false;
        return this;
    }

    /** The lives to come pause until their first revision comes. */
    RepairRig awaitingRevision() {
        awaitsRevision = true;
        return this;
    }

    /** The lives to come lose all alarms of the state that they go on from. */
    RepairRig losingAlarms() {
        alarmsLost = true;
        return this;
    }

    /** The regions that the lives to come repair. */
    RepairRig targets(List<String> regions) {
        targets = List.copyOf(regions);
        return this;
    }

    /** The stores of the lives to come answer at once and remember nothing. */
    RepairRig forgetfulStores() {
        opener = (region, userCode) -> new AtOnceStore();
        return this;
    }

    /** The stores of the lives to come have this in front of them. */
    RepairRig fronts(BiFunction<String, Invalidations.Counts, Invalidations> front) {
        opener = new FrontedStores(opener, front);
        return this;
    }

    /** The policy with which the lives to come begin. */
    RepairRig policy(Policies policies) {
        policy = policies.build();
        return this;
    }

    Feed<Failure> failures() {
        return Feed.named(name + "/failures");
    }

    ScriptedStore store(String region) {
        return ScriptedStore.named(name + "/" + region);
    }

    List<Outcome> outcomes() {
        return Collected.all(name + "/outcomes");
    }

    long ended(RepairState end) {
        return outcomes().stream().filter(outcome -> outcome.state() == end).count();
    }

    List<DeadLetter> deadLetters() {
        return Collected.all(name + "/dead-letters");
    }

    /** Broadcasts the next config revision while the job runs. */
    void revise(Policies policies) {
        revise(policies, 0);
    }

    /** Broadcasts a revision by which no task discards more than this of what is pending. */
    void revise(Policies policies, long discardsMax) {
        String text = name + "/revision-" + revision.incrementAndGet();
        POLICIES.put(text, policies.build());
        revisions().add(new ConfigRevision(revision.get(), text, discardsMax));
    }

    /** Broadcasts a revision that nobody can read. */
    void reviseWithNonsense() {
        revisions().add(new ConfigRevision(revision.incrementAndGet(), "nonsense"));
    }

    private Feed<ConfigRevision> revisions() {
        return Feed.named(name + "/revisions");
    }

    /** Begins a life without state. */
    RepairRig start(int parallelism) throws Exception {
        return start(parallelism, null);
    }

    /** Begins a life from a snapshot, or without one. */
    RepairRig start(int parallelism, @Nullable String from) throws Exception {
        String text = name + "/policy";
        POLICIES.put(text, policy);
        StreamExecutionEnvironment env = environment(parallelism);
        RepairSettings settings =
                new RepairSettings(
                        name,
                        targets,
                        Policies.REGIONS,
                        text,
                        awaitsRevision,
                        RepairRig::policyOf,
                        opener,
                        new RepairSettings.Limits(
                                inFlight,
                                Math.min(8, inFlight),
                                waiting,
                                10,
                                1_000,
                                youngBytes,
                                rearm,
                                alarmsLost,
                                true));
        SingleOutputStreamOperator<Outcome> outcomes =
                RepairStream.repair(
                                read(env, "failures", Types.FAILURE),
                                read(env, "revisions", ConfigRevision.TYPE),
                                settings,
                                DEAD)
                        .uid(UID)
                        .setParallelism(parallelism);
        outcomes.sinkTo(new Collected<>(name + "/outcomes")).uid("outcomes");
        outcomes.getSideOutput(DEAD)
                .sinkTo(new Collected<>(name + "/dead-letters"))
                .uid("dead letters");
        return submit(env, from);
    }

    /** Begins a life that only counts what a snapshot holds. */
    Census census(String from) throws Exception {
        Census.clear();
        StreamExecutionEnvironment env = environment(1);
        read(env, "failures", Types.FAILURE)
                .keyBy(Failure::subject, Types.SUBJECT)
                .transform("census", Types.OUTCOME, new Census.Factory(Policies.REGIONS))
                .uid(UID)
                .sinkTo(new Collected<>(name + "/outcomes"))
                .uid("outcomes");
        submit(env, from, true);
        Census taken = until("a census", Census::taken, found -> found != null);
        kill();
        return taken;
    }

    private <T> DataStream<T> read(
            StreamExecutionEnvironment env, String feed, TypeInformation<T> type) {
        return env.fromSource(
                        new FeedSource<T>(name + "/" + feed),
                        WatermarkStrategy.noWatermarks(),
                        feed,
                        type)
                .setParallelism(1)
                .uid(feed);
    }

    private StreamExecutionEnvironment environment(int parallelism) {
        Configuration config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.setString("state.backend.type", "rocksdb");
        config.setString("state.backend.rocksdb.timer-service.factory", "ROCKSDB");
        config.setString("execution.checkpointing.incremental", "true");
        config.setString("execution.checkpointing.dir", cluster.folder().toUri().toString());
        config.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        config.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(parallelism);
        env.getConfig().enableObjectReuse();
        env.setMaxParallelism(KEY_GROUPS);
        return env;
    }

    private RepairRig submit(StreamExecutionEnvironment env, @Nullable String from)
            throws Exception {
        return submit(env, from, false);
    }

    private RepairRig submit(
            StreamExecutionEnvironment env, @Nullable String from, boolean leaveBehind)
            throws Exception {
        assertThat(job).as("a life at a time").isNull();
        JobGraph graph = env.getStreamGraph().getJobGraph();
        if (from != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(from, leaveBehind));
        }
        cluster.flink().submitJob(graph).get();
        job = graph.getJobID();
        until("running", this::status, status -> status == JobStatus.RUNNING);
        return this;
    }

    /** In this JVM alone: what stands in front is a test's own. */
    private static final class FrontedStores implements StoreOpener {
        private static final long serialVersionUID = 1L;
        private static final Map<String, BiFunction<String, Invalidations.Counts, Invalidations>>
                FRONTS = new ConcurrentHashMap<>();

        private final StoreOpener stores;
        private final String name = "front-" + RIGS.incrementAndGet();

        FrontedStores(
                StoreOpener stores, BiFunction<String, Invalidations.Counts, Invalidations> front) {
            this.stores = stores;
            FRONTS.put(name, front);
        }

        @Override
        public Store open(String region, ClassLoader userCode) {
            return stores.open(region, userCode);
        }

        @Override
        public Optional<Invalidations> front(
                String region, ClassLoader userCode, Invalidations.Counts counts) {
            return Optional.ofNullable(FRONTS.get(name)).map(front -> front.apply(region, counts));
        }
    }

    private static Policy policyOf(String text) {
        Policy policy = POLICIES.get(text);
        if (policy == null) {
            throw new IllegalArgumentException("text: " + text + " (expected: one that is known)");
        }
        return policy;
    }

    private static StoreOpener opener(String rig) {
        return (region, userCode) ->
                ScriptedStore.named(rig + "/" + region)
                        .opening(new StoreContext(region, Map.of(), Map.of()));
    }

    private JobID job() {
        if (job == null) {
            throw new IllegalStateException("no life");
        }
        return job;
    }

    JobStatus status() throws Exception {
        return cluster.flink().getJobStatus(job()).get();
    }

    /** Takes a checkpoint, as soon as all tasks run; its path. */
    String checkpoint() {
        return until(
                "a checkpoint",
                () -> ifPossible(() -> cluster.flink().triggerCheckpoint(job()).get()),
                path -> path != null);
    }

    /** Takes one checkpoint, as soon as all tasks run; how long it took. */
    Duration timeOfCheckpoint() {
        AtomicLong began = new AtomicLong();
        until(
                "a checkpoint",
                () -> {
                    began.set(System.nanoTime());
                    return ifPossible(() -> cluster.flink().triggerCheckpoint(job()).get());
                },
                path -> path != null);
        return Duration.ofNanos(System.nanoTime() - began.get());
    }

    /** How long the repair tasks' share of the last checkpoint took, in words. */
    String partsOfLastCheckpoint() throws Exception {
        CheckpointStatsSnapshot stats =
                cluster.flink().getExecutionGraph(job()).get().getCheckpointStatsSnapshot();
        CompletedCheckpointStats last =
                stats == null ? null : stats.getHistory().getLatestCompletedCheckpoint();
        if (last == null) {
            return "none";
        }
        StringBuilder parts = new StringBuilder();
        parts.append(last.getEndToEndDuration()).append(" ms");
        last.getAllTaskStateStats()
                .forEach(
                        task -> {
                            for (SubtaskStateStats subtask : task.getSubtaskStats()) {
                                if (subtask != null && subtask.getStateSize() > 100_000) {
                                    parts.append(
                                            String.format(
                                                    "; start %d, aligned %d, sync %d, async %d ms",
                                                    subtask.getCheckpointStartDelay(),
                                                    subtask.getAlignmentDuration(),
                                                    subtask.getSyncCheckpointDuration(),
                                                    subtask.getAsyncCheckpointDuration()));
                                }
                            }
                        });
        return parts.toString();
    }

    /** Takes a savepoint; its path. */
    String savepoint(SavepointFormatType format) {
        return until(
                "a savepoint",
                () ->
                        ifPossible(
                                () ->
                                        cluster.flink()
                                                .triggerSavepoint(
                                                        job(),
                                                        cluster.folder().toUri().toString(),
                                                        false,
                                                        format)
                                                .get()),
                path -> path != null);
    }

    private static @Nullable String ifPossible(Callable<String> snapshot) throws Exception {
        try {
            return snapshot.call();
        } catch (ExecutionException notYet) {
            return null; // not all tasks run yet
        }
    }

    /** Takes a checkpoint and ends the life; the checkpoint's path. */
    String checkpointAndKill() throws Exception {
        String path = checkpoint();
        kill();
        return path;
    }

    /** Ends the life without a word; how long that took. */
    Duration kill() throws Exception {
        long began = System.nanoTime();
        cluster.flink().cancelJob(job()).get();
        cluster.flink().requestJobResult(job()).get(60, TimeUnit.SECONDS);
        job = null;
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Ends the life at the end of all time: everything that is held is due; the savepoint. */
    String drain() throws Exception {
        String path =
                cluster.flink()
                        .stopWithSavepoint(
                                job(),
                                cluster.folder().toUri().toString(),
                                true,
                                SavepointFormatType.CANONICAL)
                        .get(60, TimeUnit.SECONDS);
        cluster.flink().requestJobResult(job()).get(60, TimeUnit.SECONDS);
        job = null;
        return path;
    }

    /** The sum of a counter over all subtasks. */
    long counter(String counter) {
        return cluster.metrics(job(), "\\.repair\\.\\d+\\." + counter + "$").values().stream()
                .mapToLong(metric -> ((Counter) metric).getCount())
                .sum();
    }

    /** The sum of a counter of a target and namespace over all subtasks. */
    long counter(String target, String namespace, String counter) {
        return counter("target\\." + target + "\\.namespace\\." + namespace + "\\." + counter);
    }

    /** The sum of a gauge over all subtasks. */
    long gauge(String gauge) {
        return sumOfGauges("\\.repair\\.\\d+\\." + gauge + "$");
    }

    /** The sum of a target's gauge over all subtasks. */
    long gauge(String target, String gauge) {
        return sumOfGauges("\\.repair\\.\\d+\\.target\\." + target + "\\." + gauge + "$");
    }

    /** The sum of a gauge over all subtasks, with what comes after the point. */
    double gaugeExactly(String gauge) {
        return numbers("\\.repair\\.\\d+\\." + gauge + "$").mapToDouble(Number::doubleValue).sum();
    }

    private long sumOfGauges(String pattern) {
        return numbers(pattern).mapToLong(Number::longValue).sum();
    }

    private Stream<Number> numbers(String pattern) {
        return cluster.metrics(job(), pattern).values().stream()
                .map(metric -> (Number) ((Gauge<?>) metric).getValue());
    }

    /** Whether no target's gauge says that anything is pending or parked. */
    boolean pendingIsZero() {
        return Policies.REGIONS.stream()
                .allMatch(region -> gauge(region, "pending") == 0 && gauge(region, "parked") == 0);
    }

    /** Waits until a condition holds, while the job runs. */
    void until(String what, Callable<Boolean> condition) {
        untilWithin(PATIENCE, what, condition);
    }

    /** Waits so long until a condition holds, while the job runs. */
    void untilWithin(Duration patience, String what, Callable<Boolean> condition) {
        await(what)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the job has failed", () -> status() == JobStatus.FAILED)
                .until(condition);
    }

    private static <T> T until(String what, Callable<T> value, Predicate<T> fits) {
        return await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(value, fits::test);
    }

    @Override
    public void close() {
        try {
            if (job != null && !status().isGloballyTerminalState()) {
                kill();
            }
        } catch (Exception gone) {
            throw new IllegalStateException("the job could not be ended", gone);
        }
        for (String region : Policies.REGIONS) {
            ScriptedStore.forget(name + "/" + region);
        }
        Feed.forget(name + "/failures");
        Feed.forget(name + "/revisions");
        Collected.forget(name + "/outcomes");
        Collected.forget(name + "/dead-letters");
    }
}
