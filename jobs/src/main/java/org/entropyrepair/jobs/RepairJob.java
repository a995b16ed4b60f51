package org.entropyrepair.jobs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.TopicSink;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.flow.decode.FailureDecoder;
import org.entropyrepair.flow.decode.Ownership;
import org.entropyrepair.flow.outcome.Destination;
import org.entropyrepair.flow.outcome.KafkaSinks;
import org.entropyrepair.flow.outcome.SideOutputs;
import org.entropyrepair.flow.repair.RepairSettings;
import org.entropyrepair.flow.repair.RepairStream;
import org.entropyrepair.flow.source.FailureTopicSource;
import org.entropyrepair.flow.source.RegionClock;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.state.Types;
import org.entropyrepair.flow.state.Uids;

/** The main job: failure topics → repair → regional stores, dead letters, outcomes. */
public final class RepairJob {
    private RepairJob() {}

    /**
     * Runs the job with Flink's own settings.
     *
     * @throws Exception what Flink throws if the job cannot be submitted or fails
     */
    public static void main(String[] args) throws Exception {
        Launch.main(args, RepairJob::run);
    }

    /**
     * Reads, checks, builds, executes.
     *
     * @return the exit code
     * @throws Exception what Flink throws if the job cannot be submitted or fails
     */
    static int run(String[] args, StreamExecutionEnvironment env, PrintStream err)
            throws Exception {
        RepairJobArguments arguments = RepairJobArguments.parse(args);
        if (arguments instanceof RepairJobArguments.Run run) {
            return run(run, env, err);
        } else if (arguments instanceof RepairJobArguments.Wrong wrong) {
            err.println("RepairJob: " + wrong.message());
            return Launch.USED_WRONGLY;
        }
        err.println(RepairJobArguments.USAGE);
        return Launch.DONE;
    }

    private static int run(
            RepairJobArguments.Run run, StreamExecutionEnvironment env, PrintStream err)
            throws Exception {
        ConfigReading reading = run.config().read();
        if (reading instanceof ConfigReading.Refused refused) {
            err.println(refused);
            return Launch.FAILED;
        }
        RegionConfig config = reading.orThrow();
        RepairJobOptions options = run.options();
        List<String> wrong =
                options.targets().problems(config.regions().keySet(), options.ownsUnreadable());
        wrong.forEach(line -> err.println("RepairJob: " + line));
        if (!wrong.isEmpty()) {
            return Launch.USED_WRONGLY;
        }
        List<String> warnings = new ArrayList<>();
        if (!fit(config, options, env, err, warnings)) {
            return Launch.FAILED;
        }
        FlinkSettings.show(env, SubmittedAs.of(run, FlinkSettings.shown(env), warnings));
        try {
            build(env, config, options);
        } catch (IllegalArgumentException notUsable) {
            err.println(notUsable.getMessage());
            return Launch.FAILED;
        }
        env.execute(options.jobName());
        return Launch.DONE;
    }

    private static boolean fit(
            RegionConfig config,
            RepairJobOptions options,
            StreamExecutionEnvironment env,
            PrintStream err,
            List<String> warnings) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        boolean oneProcess = options.oneProcess() || FlinkSettings.isLocal(env.getConfiguration());
        List<Problem> problems = new ArrayList<>(ConfigChecks.problems(config, oneProcess, loader));
        problems.addAll(SavepointChecks.problems(config, env.getConfiguration(), warnings));
        problems.forEach(err::println);
        if (!problems.isEmpty()) {
            return false;
        }
        TopicChecks.Result topics = TopicChecks.check(config);
        warnings.addAll(topics.warnings());
        warnings.forEach(warning -> err.println("warning: " + warning));
        topics.refusals().forEach(err::println);
        return topics.refusals().isEmpty();
    }

    /**
     * Wires the job; checks and executes nothing.
     *
     * @param env where; its settings are completed
     * @param config a config in order
     * @param options the rest; targets are regions of the config
     */
    public static void build(
            StreamExecutionEnvironment env, RegionConfig config, RepairJobOptions options) {
        FlinkSettings.apply(env, config.maxParallelism());
        Set<String> regions = config.regions().keySet();
        Set<String> targets = options.targets().among(regions);
        Ownership ownership = new Ownership(targets, regions, options.ownsUnreadable());

        DataStream<Failure> failures = null;
        DataStream<DeadLetter> deadLetters = null;
        for (TopicAddress feed : Feeds.addresses(config)) {
            SingleOutputStreamOperator<Failure> decoded =
                    decoded(env, feed, config, options, ownership);
            DataStream<DeadLetter> unreadable = decoded.getSideOutput(SideOutputs.DEAD_LETTERS);
            DataStream<Failure> timed = timed(decoded, feed, config);
            failures = failures == null ? timed : failures.union(timed);
            deadLetters = deadLetters == null ? unreadable : deadLetters.union(unreadable);
        }
        if (failures == null || deadLetters == null) {
            throw new IllegalArgumentException(
                    "regions: no failure topic (expected: at least one)");
        }

        SingleOutputStreamOperator<Outcome> outcomes =
                RepairStream.repair(
                                failures,
                                Revisions.of(env, config, options),
                                new RepairSettings(
                                        options.jobName(),
                                        targets.stream().sorted().toList(),
                                        regions.stream().sorted().toList(),
                                        config.text(),
                                        config.configTopic() != null,
                                        new ConfiguredPolicy(),
                                        new ConfiguredStores(config),
                                        options.limits()),
                                SideOutputs.DEAD_LETTERS)
                        .uid(Uids.REPAIR);
        outcomes.sinkTo(KafkaSinks.outcomes(destination(config.outcomes().sink())))
                .name("outcomes")
                .uid(Uids.OUTCOMES);
        deadLetters
                .union(outcomes.getSideOutput(SideOutputs.DEAD_LETTERS))
                .sinkTo(KafkaSinks.deadLetters(destination(config.deadLetters())))
                .name("dead letters")
                .uid(Uids.DEAD_LETTERS);
    }

    private static SingleOutputStreamOperator<Failure> decoded(
            StreamExecutionEnvironment env,
            TopicAddress feed,
            RegionConfig config,
            RepairJobOptions options,
            Ownership ownership) {
        FailureTopicSource source =
                FailureTopicSource.of(feed)
                        .discoveryInterval(options.discoveryInterval())
                        .replayFrom(options.replayFrom())
                        .build();
        return env.fromSource(
                        source,
                        WatermarkStrategy.noWatermarks(),
                        "source " + feed.feed(),
                        Types.RAW_RECORD)
                .uid(Uids.source(feed.feed()))
                .process(
                        new FailureDecoder(feed.feed(), config.maxRecordBytes(), ownership),
                        Types.FAILURE)
                .name("decode " + feed.feed())
                .uid(Uids.decode(feed.feed()));
    }

    private static DataStream<Failure> timed(
            DataStream<Failure> decoded, TopicAddress feed, RegionConfig config) {
        return decoded.transform(
                        "clock " + feed.feed(),
                        Types.FAILURE,
                        new RegionClock<>(
                                feed.feed(),
                                Failure::failedAtMillis,
                                failure -> failure.raw().position().partition(),
                                config.clock().silentAfter()))
                .uid(Uids.clock(feed.feed()));
    }

    private static Destination destination(TopicSink sink) {
        return new Destination(sink.topic(), KafkaClassNames.HERE.in(sink.clientProperties()));
    }
}
