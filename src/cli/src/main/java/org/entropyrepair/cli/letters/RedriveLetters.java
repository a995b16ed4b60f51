package org.entropyrepair.cli.letters;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.cli.frame.Values;
import org.entropyrepair.config.Outcomes;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.topic.TopicAt;
import org.entropyrepair.jobs.ConfiguredTopics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends dead letters back to the failure topics they came from. */
@Command(
        name = "redrive",
        description = {
            "Send dead letters back to a failure topic of their origin, their own bytes as they are.",
            "Every guard of the job runs again, so that a redrive can repeat a write but undo none. Each"
                    + " letter is marked after it was taken; an interrupted redrive is run again and"
                    + " goes on where it was.",
            "Keeps the names of all letters it has seen in memory: for queues of millions there is a"
                    + " Flink job, org.entropyrepair.jobs.RedriveJob, which shares the marks."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair dead-letters redrive --config region.yaml --reason NO_SCOPE --dry-run",
            "  entropy-repair dead-letters redrive --config region.yaml --reason NO_SCOPE --canary 5"
                    + " --rate 200"
        })
final class RedriveLetters implements Callable<Integer> {
    @Mixin private final ChosenLetters chosen = new ChosenLetters();

    @Option(
            names = "--dry-run",
            fallbackValue = "true",
            description = "Only count what would be redriven, and show a sample of it.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N",
            converter = Values.Count.class,
            description = "No more than so many a second.")
    private @Nullable Integer rate;

    @Option(
            names = "--canary",
            paramLabel = "N",
            converter = Values.Count.class,
            description =
                    "Redrive so many first, wait for their outcomes, and go on only if all of them"
                            + " were repaired.")
    private @Nullable Integer canary;

    @Option(
            names = "--canary-wait",
            paramLabel = "D",
            defaultValue = "2m",
            description = "How long to wait for that (default: ${DEFAULT-VALUE}).")
    private Duration canaryWait = Duration.ofMinutes(2);

    @Option(
            names = "--max-redrives",
            paramLabel = "N",
            converter = Values.Count.class,
            defaultValue = "3",
            description =
                    "Leave letters alone that have been redriven so often (default:"
                            + " ${DEFAULT-VALUE}).")
    private int maxRedrives = 3;

    @Option(
            names = "--again",
            fallbackValue = "true",
            description = "Those that have been redriven or discarded before, too.")
    private boolean again;

    @Option(
            names = "--outcomes-brokers",
            paramLabel = "HOST:PORT",
            description = "Brokers of the outcome topic, if not those of the config.")
    private @Nullable String outcomesBrokers;

    @Option(
            names = "--outcomes-topic",
            paramLabel = "TOPIC",
            description = "The outcome topic, if not that of the config.")
    private @Nullable String outcomesTopic;

    @Override
    public Integer call() {
        LetterTopics.Read where = chosen.where();
        RegionConfig config = where.config();
        if (canary != null && config.outcomes().published() != Outcomes.Published.ALL) {
            throw new Failed(
                    config.problem(
                                    "outcomes.published",
                                    config.outcomes().published().word(),
                                    "all: with fewer nobody sees that a canary was repaired")
                            .toString());
        }
        TopicAt outcomes = ConfiguredTopics.outcomes(config).or(outcomesBrokers, outcomesTopic);
        RedriveRun.Rules rules =
                new RedriveRun.Rules(
                        chosen.filter(),
                        again,
                        chosen.most(),
                        Values.or(rate, 0),
                        Values.or(canary, 0),
                        canaryWait,
                        maxRedrives);
        Output output = chosen.output();
        try (Marks marks = where.marks(dryRun, output);
                RedriveRun run = new RedriveRun(where, outcomes, marks, rules, output)) {
            if (dryRun) {
                run.rehearse();
            } else {
                run.redrive();
            }
        }
        return 0;
    }
}
