package org.entropyrepair.cli.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says how the repair jobs of a cluster are. */
@Command(
        name = "status",
        description = {
            "Say how the repair jobs on a Flink cluster are, one after the other.",
            "What is pending is known some seconds after a job has begun to run."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair status --cluster http://jobmanager:8081",
            "  entropy-repair status --json"
        })
public final class Status implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Mixin private final Output output = new Output();
    @Mixin private final ClusterOption cluster = new ClusterOption();

    @Override
    public Integer call() {
        RepairJobs jobs = new RepairJobs(cluster.open(), PATIENCE);
        List<RepairJobs.Found> all = jobs.all();
        for (RepairJobs.Found job : all) {
            say(jobs, job);
        }
        if (all.isEmpty()) {
            output.text("no repair job");
        }
        return 0;
    }

    private void say(RepairJobs jobs, RepairJobs.Found job) {
        String id = job.id();
        long now = System.currentTimeMillis();
        long checkpoint = jobs.lastCheckpointMillis(id);
        long restarts = jobs.restarts(id);
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("job", id);
        said.put("name", job.settings().name());
        said.put("state", job.state());
        said.put("upSeconds", (now - job.startedMillis()) / 1000);
        said.put("restarts", restarts < 0 ? null : restarts);
        said.put("lastCheckpointMillis", checkpoint);
        said.put("parallelism", jobs.parallelism(id));
        said.put("targets", List.copyOf(job.settings().targets()));
        said.put("ownsUnreadable", job.settings().ownsUnreadable());
        said.put("pending", jobs.pending(id));
        output.object(said);
        output.text("%s, %s".formatted(job.settings().name(), id));
        output.text("  state            " + job.state());
        output.text("  up               " + seconds((now - job.startedMillis()) / 1000));
        output.text("  restarts         " + known(restarts));
        output.text(
                "  last checkpoint  "
                        + (checkpoint == 0
                                ? "never"
                                : seconds((now - checkpoint) / 1000) + " ago"));
        output.text("  parallelism      " + said.get("parallelism"));
        output.text("  targets          " + targets(job.settings()));
        output.text(
                "  unreadable       "
                        + (job.settings().ownsUnreadable() ? "its own" : "another job's"));
        output.text("  pending          " + pending(said.get("pending")));
    }

    private static String targets(JobSettings settings) {
        return settings.targets().isEmpty() ? "none" : String.join(", ", settings.targets());
    }

    private static String known(long count) {
        return count < 0 ? "not known yet" : Long.toString(count);
    }

    private static String seconds(long seconds) {
        return Duration.ofSeconds(Math.max(0, seconds))
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT);
    }

    private static String pending(@Nullable Object counts) {
        return counts instanceof Map<?, ?> map && !map.isEmpty()
                ? map.toString().replaceAll("[{}]", "")
                : "not known yet";
    }
}
