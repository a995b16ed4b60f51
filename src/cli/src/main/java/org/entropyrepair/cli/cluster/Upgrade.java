package org.entropyrepair.cli.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.RegionConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces a running job by another with the same state, or leaves things as they were. */
@Command(
        name = "upgrade",
        description = {
            "Replace a repair job by one with another config, jar or parallelism, and keep its state.",
            "The job is stopped with a savepoint, from which the new one starts. If that does not run,"
                    + " or completes no checkpoint, it is cancelled, and the old one goes on from the"
                    + " same savepoint, with its old jar, config and parallelism: exit code 1, and"
                    + " what was wrong is said. Options that are not given stay as the old job has"
                    + " them. The savepoint is kept.",
            "What the savepoint holds is compared with what the new job takes before that is started."
                    + " Should this command be interrupted, it has said by which one to go on."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair upgrade region.yaml --cluster http://jobmanager:8081",
            "  entropy-repair upgrade region.yaml --jar entropy-repair-jobs.jar --parallelism 8"
        })
public final class Upgrade implements Callable<Integer> {
    private static final String FROM_SAVEPOINT = "--from-savepoint";

    /** The formats of savepoints that Flink has. */
    enum Format {
        CANONICAL,
        NATIVE
    }

    @Mixin private final Output output = new Output();
    @Mixin private final ClusterOption cluster = new ClusterOption();
    @Mixin private final JobOptions options = new JobOptions();

    @Spec private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = ConfigFile.LABEL, description = "The region config of the new job.")
    private Path file = Path.of("");

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "3m",
            description =
                    "How long each job may take to stop, to run, and to complete a checkpoint"
                            + " (default: ${DEFAULT-VALUE}).")
    private Duration patience = Duration.ofMinutes(3);

    @Option(
            names = "--savepoint-dir",
            paramLabel = "URL",
            description = "Where the savepoint goes (default: what the cluster is set to).")
    private @Nullable String folder;

    @Option(
            names = "--savepoint-format",
            paramLabel = "FORMAT",
            defaultValue = "CANONICAL",
            description =
                    "CANONICAL, or NATIVE, which is quicker where much is pending (default:"
                            + " ${DEFAULT-VALUE}).")
    private Format format = Format.CANONICAL;

    @Option(
            names = "--leave-behind",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "What the savepoint holds and the new job has no place for, comma-separated: topics"
                            + " that are no longer read, as region/topic (how far they were read"
                            + " is lost), and configTopic (the file's scopes are in force then).")
    private @Nullable List<String> leftBehind;

    @Option(
            names = FROM_SAVEPOINT,
            paramLabel = "URL",
            description =
                    "Go on from this savepoint, with which the old job was stopped already, for"
                            + " instance by an upgrade that was interrupted.")
    private @Nullable String savepoint;

    @Option(
            names = "--old-jar",
            paramLabel = "FILE",
            description =
                    "The jar of the old job, for going back; needed if it was not submitted by this"
                            + " tool, or its jar is no longer on the cluster.")
    private @Nullable Path oldJar;

    @Option(
            names = "--old-arguments",
            paramLabel = "LINE",
            description =
                    "What the old job's main class was given, as one argument, for going back; needed"
                            + " if the job does not show it, as release 0.1. A config is read where"
                            + " the job manager runs.")
    private @Nullable String oldArguments;

    @Override
    public Integer call() {
        Map<String, String> given = options.given(file);
        Cluster flink = cluster.open();
        RepairJobs jobs = new RepairJobs(flink, patience);
        Predecessor old = withJar(flink, predecessor(jobs));
        JobSettings changed = changed(flink, old, given);
        RegionConfig config = Objects.requireNonNull(changed.config(), "checked");
        List<RepairJobs.Found> others =
                jobs.all().stream().filter(job -> !job.id().equals(old.running())).toList();
        int parallelism = options.parallelism() == 0 ? old.parallelism() : options.parallelism();
        Set<String> agreed = leftBehind == null ? Set.of() : new TreeSet<>(leftBehind);
        List<String> problems = new ArrayList<>(Overlap.problems(changed, others));
        problems.addAll(unfit(old, config, parallelism, agreed));
        if (!problems.isEmpty()) {
            throw new Failed(problems);
        }
        Replacement.Plan plan =
                new Replacement.Plan(
                        changed,
                        config,
                        parallelism,
                        agreed,
                        folder,
                        format.name(),
                        resumption(),
                        others.stream().map(RepairJobs.Found::id).collect(Collectors.toSet()));
        return new Replacement(jobs, output, old, plan).run() ? 0 : 1;
    }

    private Predecessor predecessor(RepairJobs jobs) {
        JobSettings arguments = oldArguments == null ? null : JobSettings.of(oldArguments);
        Predecessors all = new Predecessors(jobs, options.name(), arguments);
        return savepoint == null ? all.running() : all.stopped(savepoint);
    }

    /** What is known to be wrong before anything is stopped. */
    private static List<String> unfit(
            Predecessor old, RegionConfig config, int parallelism, Set<String> agreed) {
        List<String> problems = new ArrayList<>();
        if (parallelism > config.maxParallelism()) {
            problems.add(
                    "--parallelism: %d (expected: at most the config's maxParallelism, %d)"
                            .formatted(parallelism, config.maxParallelism()));
        }
        JobSettings settings = old.settings();
        RegionConfig before = settings == null ? null : settings.config();
        if (before != null) {
            problems.addAll(Takeover.problems(before, config, agreed));
        }
        return problems;
    }

    /** With a jar that the cluster has, to go back to. */
    private Predecessor withJar(Cluster flink, Predecessor old) {
        JobSettings settings = old.settings();
        if (settings == null) {
            return old;
        }
        if (oldJar != null) {
            return old.with(settings.with(Map.of(JobSettings.JAR, flink.upload(oldJar))));
        }
        String jar = settings.settings().get(JobSettings.JAR);
        for (var one : flink.get("/jars").path("files")) {
            if (one.path("id").asText().equals(jar)) {
                return old;
            }
        }
        throw new Failed(
                "--old-jar: none, and the cluster does not have the old job's (expected: its jar,"
                        + " to go back to)");
    }

    private JobSettings changed(Cluster flink, Predecessor old, Map<String, String> given) {
        JobSettings settings = old.settings();
        JobSettings changed = settings == null ? new JobSettings(given) : settings.with(given);
        return settings != null && options.namedJar() == null
                ? changed
                : changed.with(Map.of(JobSettings.JAR, flink.upload(options.jar())));
    }

    /** This very command, gone on with from a savepoint whose place is to be added. */
    private String resumption() {
        String line =
                command.commandLine().getParseResult().originalArgs().stream()
                        .map(Upgrade::quoted)
                        .collect(Collectors.joining(" "));
        return command.root().name() + " " + line + " " + FROM_SAVEPOINT + " ";
    }

    private static String quoted(String argument) {
        return argument.matches("[\\w./:,=@%+-]+")
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }
}
