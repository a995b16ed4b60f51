package org.entropyrepair.jobs;

import java.io.PrintStream;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.redrive.RedriveCounts;
import org.entropyrepair.flow.redrive.RedriveSettings;
import org.entropyrepair.flow.redrive.RedriveStream;
import org.entropyrepair.flow.topic.CompactedTopic;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.flow.topic.TopicTrouble;

/**
 * Redrives dead letters by the million: dead-letter topic → those that are meant and not marked →
 * failure topics of their origins, marks.
 *
 * <p>It ends by itself when all letters that there were at its start are done, and says what became
 * of each. Interrupted, it is simply run again: what it remembers is the topic of the marks, not
 * checkpoints, of which it makes none.
 */
public final class RedriveJob {
    private RedriveJob() {}

    /**
     * Runs the job with Flink's own settings.
     *
     * @throws Exception what Flink throws if the job cannot be submitted or fails
     */
    public static void main(String[] args) throws Exception {
        Launch.main(args, (line, env, err) -> run(line, env, System.out, err));
    }

    /**
     * Reads, checks, builds, executes.
     *
     * @param out gets what became of the letters, if the end is waited for
     * @return the exit code
     * @throws Exception what Flink throws if the job cannot be submitted or fails
     */
    static int run(String[] args, StreamExecutionEnvironment env, PrintStream out, PrintStream err)
            throws Exception {
        RedriveJobArguments arguments = RedriveJobArguments.parse(args);
        if (arguments instanceof RedriveJobArguments.Run run) {
            return run(run, env, out, err);
        } else if (arguments instanceof RedriveJobArguments.Wrong wrong) {
            err.println("RedriveJob: " + wrong.message());
            return Launch.USED_WRONGLY;
        }
        err.println(RedriveJobArguments.USAGE);
        return Launch.DONE;
    }

    private static int run(
            RedriveJobArguments.Run run,
            StreamExecutionEnvironment env,
            PrintStream out,
            PrintStream err)
            throws Exception {
        ConfigReading reading = run.config().read();
        if (reading instanceof ConfigReading.Refused refused) {
            err.println(refused);
            return Launch.FAILED;
        }
        RegionConfig config = reading.orThrow();
        RedriveJobOptions options = run.options();
        try {
            prepare(config, options);
        } catch (TopicTrouble trouble) {
            err.println(trouble.getMessage());
            return Launch.FAILED;
        }
        build(env, config, options);
        JobExecutionResult result = env.execute(options.jobName());
        return result.isJobExecutionResult() ? report(result, env, options, out) : Launch.DONE;
    }

    /**
     * Sees to it that the topics are there: that of the marks before anything is sent back.
     *
     * @throws TopicTrouble if they are not and cannot be
     */
    static void prepare(RegionConfig config, RedriveJobOptions options) {
        TopicAt letters = ConfiguredTopics.letters(config);
        if (!CompactedTopic.exists(letters)) {
            throw TopicTrouble.missing(letters);
        }
        if (!options.dryRun()) {
            CompactedTopic.provide(ConfiguredTopics.handled(letters));
        }
    }

    private static int report(
            JobExecutionResult result,
            StreamExecutionEnvironment env,
            RedriveJobOptions options,
            PrintStream out) {
        Map<String, Long> counts = result.getAccumulatorResult(RedriveCounts.NAME);
        RedriveReport report =
                new RedriveReport(
                        counts == null ? Map.of() : counts, options.dryRun(), env.getParallelism());
        report.lines().forEach(out::println);
        return report.unaccounted() == 0 ? Launch.DONE : Launch.FAILED;
    }

    /**
     * Wires the job; checks and executes nothing.
     *
     * @param env where; its settings are completed
     * @param config a config in order
     */
    public static void build(
            StreamExecutionEnvironment env, RegionConfig config, RedriveJobOptions options) {
        FlinkSettings.applyWithoutCheckpoints(env, config.maxParallelism());
        TopicAt letters = ConfiguredTopics.letters(config);
        RedriveStream.redrive(
                env,
                new RedriveSettings(
                        letters,
                        ConfiguredTopics.handled(letters),
                        ConfiguredTopics.routes(config),
                        options.filter(),
                        config.maxRecordBytes(),
                        options.redrivesMax(),
                        options.perSecond(),
                        options.dryRun()));
    }
}
