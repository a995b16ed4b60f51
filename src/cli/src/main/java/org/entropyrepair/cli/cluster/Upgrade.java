package org.entropyrepair.cli.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces a running job by another with the same state, or leaves things as they were. */
@Command(
        name = "upgrade",
        description = {
            "Replace a repair job by one with another config, jar or parallelism, and keep its state.",
            "The job is stopped with a savepoint, from which the new one starts. If that does not run,"
                    + " or completes no checkpoint, it is cancelled, and the old one goes on from the"
                    + " same savepoint, with its old jar, config and parallelism: exit code 1, and"
                    + " what was wrong is said. Options that are not given stay as the old job has"
                    + " them. The savepoint is kept."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair upgrade region.yaml --cluster http://jobmanager:8081",
            "  entropy-repair upgrade region.yaml --jar entropy-repair-jobs.jar --parallelism 8"
        })
public final class Upgrade implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final ClusterOption cluster = new ClusterOption();
    @Mixin private final JobOptions options = new JobOptions();

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
            names = "--leave-behind",
            paramLabel = "FEEDS",
            split = ",",
            description =
                    "The topics, as region/topic and comma-separated, that the new job no longer"
                            + " reads: how far they were read is in the savepoint only, and left"
                            + " behind there.")
    private @Nullable List<String> leftBehind;

    @Option(
            names = "--old-jar",
            paramLabel = "FILE",
            description =
                    "The jar of the old job, for going back; needed if it was not submitted by this"
                            + " tool, or its jar is no longer on the cluster.")
    private @Nullable Path oldJar;

    @Override
    public Integer call() {
        Map<String, String> given = options.given(file);
        Cluster flink = cluster.open();
        RepairJobs jobs = new RepairJobs(flink, patience);
        RepairJobs.Found running = running(jobs.all());
        JobSettings old = withJar(flink, running.settings());
        JobSettings changed = old.with(given);
        Path jar = options.namedJar();
        if (jar != null) {
            changed = changed.with(Map.of(JobSettings.JAR, flink.upload(jar)));
        }
        List<RepairJobs.Found> others =
                jobs.all().stream().filter(job -> !job.id().equals(running.id())).toList();
        List<String> problems = Overlap.problems(changed, others);
        if (!problems.isEmpty()) {
            throw new Failed(problems);
        }
        return replace(jobs, running.id(), old, changed, isLeavingBehind(old, changed));
    }

    /** Whether the savepoint will hold something that the new job has no place for. */
    private boolean isLeavingBehind(JobSettings old, JobSettings changed) {
        Set<String> dropped = new TreeSet<>(old.feeds());
        dropped.removeAll(changed.feeds());
        Set<String> named = leftBehind == null ? Set.of() : new TreeSet<>(leftBehind);
        if (!dropped.equals(named)) {
            throw new Failed(
                    "--leave-behind: %s (expected: %s, what the old job reads and the new one does not)"
                            .formatted(
                                    named.isEmpty() ? "nothing" : String.join(",", named),
                                    dropped.isEmpty() ? "nothing" : String.join(",", dropped)));
        }
        return !dropped.isEmpty();
    }

    /** The one of that name; if none is named, the only one. */
    private RepairJobs.Found running(List<RepairJobs.Found> all) {
        String name = options.name();
        List<RepairJobs.Found> meant =
                all.stream()
                        .filter(job -> name == null || job.settings().name().equals(name))
                        .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        throw new Failed(
                "--job-name: %s of %s (expected: the name of exactly one running repair job)"
                        .formatted(
                                name == null ? "not given" : name,
                                all.stream().map(job -> job.settings().name()).toList()));
    }

    private JobSettings withJar(Cluster flink, JobSettings old) {
        if (oldJar != null) {
            return old.with(Map.of(JobSettings.JAR, flink.upload(oldJar)));
        }
        String jar = old.settings().get(JobSettings.JAR);
        for (var file : flink.get("/jars").path("files")) {
            if (file.path("id").asText().equals(jar)) {
                return old;
            }
        }
        throw new Failed(
                "--old-jar: none, and the cluster does not have the old job's (expected: its jar,"
                        + " to go back to)");
    }

    private int replace(
            RepairJobs jobs,
            String id,
            JobSettings old,
            JobSettings changed,
            boolean leavingBehind) {
        int before = jobs.parallelism(id);
        int after = options.parallelism() == 0 ? before : options.parallelism();
        long stoppedNanos = System.nanoTime();
        output.progress("stopping job %s with a savepoint".formatted(id));
        String savepoint = jobs.stop(id, folder);
        output.progress("savepoint: " + savepoint);
        String started = null;
        try {
            started = jobs.start(changed, after, new RepairJobs.State(savepoint, leavingBehind));
            jobs.awaitRunning(started);
            long downMillis = millisSince(stoppedNanos);
            jobs.awaitCheckpoint(started);
            say("upgraded", started, savepoint, downMillis, null);
            output.text(
                    "job %s, %s: all its tasks run, and it completed a checkpoint; down for %.1f s"
                            .formatted(changed.name(), started, downMillis / 1000.0));
            return 0;
        } catch (Failed failed) {
            goBack(jobs, started, old, before, savepoint, stoppedNanos, failed);
            return 1;
        }
    }

    private void goBack(
            RepairJobs jobs,
            @Nullable String started,
            JobSettings old,
            int parallelism,
            String savepoint,
            long stoppedNanos,
            Failed why) {
        String reason = String.valueOf(why.getMessage());
        output.progress("the new job is not well: " + reason);
        String back;
        try {
            if (started != null) {
                jobs.cancel(started);
            }
            back = jobs.start(old, parallelism, new RepairJobs.State(savepoint, false));
            jobs.awaitRunning(back);
        } catch (Failed twice) {
            throw new Failed(
                    "upgrade: failed, and so did going back: %s%nnothing is lost: start the old job from %s"
                            .formatted(twice.getMessage(), savepoint),
                    twice);
        }
        long downMillis = millisSince(stoppedNanos);
        say("rolled-back", back, savepoint, downMillis, reason);
        output.progress(
                "upgrade: rolled back: job %s, %s runs from the savepoint with its old jar and config; down for %.1f s"
                        .formatted(old.name(), back, downMillis / 1000.0));
    }

    private void say(
            String end, String id, String savepoint, long downMillis, @Nullable String reason) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("end", end);
        said.put("job", id);
        said.put("savepoint", savepoint);
        said.put("downMillis", downMillis);
        said.put("reason", reason == null ? "" : reason);
        output.object(said);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
