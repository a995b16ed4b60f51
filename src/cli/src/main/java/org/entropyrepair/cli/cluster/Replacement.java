package org.entropyrepair.cli.cluster;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.Retirement;
import org.jspecify.annotations.Nullable;

/**
 * One replacement of a job by another with its state.
 *
 * <ol>
 *   <li>The old job is stopped with a savepoint, unless it has been already. From here on it is
 *       said how to go on should this be interrupted.
 *   <li>What the savepoint holds is compared with what the new job takes.
 *   <li>The new job starts from it, runs, completes a checkpoint.
 *   <li>If anything of that fails, the old job starts from the savepoint.
 * </ol>
 */
final class Replacement {
    private final RepairJobs jobs;
    private final Output output;
    private final Predecessor old;
    private final Plan plan;
    private long beganNanos;

    /**
     * What is to be.
     *
     * @param settings of the new job
     * @param config its config
     * @param parallelism its parallelism; 0 for the cluster's
     * @param agreed names of what may be left behind
     * @param folder where the savepoint goes; null for the cluster's setting
     * @param format the savepoint's
     * @param resumption how this is gone on with, given its savepoint
     * @param others jobs that have no part in this
     */
    record Plan(
            JobSettings settings,
            RegionConfig config,
            int parallelism,
            Set<String> agreed,
            @Nullable String folder,
            String format,
            String resumption,
            Set<String> others) {}

    Replacement(RepairJobs jobs, Output output, Predecessor old, Plan plan) {
        this.jobs = jobs;
        this.output = output;
        this.old = old;
        this.plan = plan;
    }

    /**
     * Does it; what came of it is said.
     *
     * @return whether the new job runs; otherwise the old one does
     * @throws Failed if neither does, or the old one could not be stopped
     */
    boolean run() {
        beganNanos = System.nanoTime();
        String savepoint = stopped();
        Takeover takeover = Takeover.of(savepoint, plan.config(), plan.agreed());
        takeover.notes().forEach(output::progress);
        String started = null;
        try {
            if (!takeover.problems().isEmpty()) {
                throw new Failed(takeover.problems());
            }
            started =
                    jobs.start(
                            plan.settings(),
                            plan.parallelism(),
                            new RepairJobs.State(savepoint, takeover.isLeavingBehind()));
            output.progress("job %s is starting from it".formatted(started));
            jobs.awaitRunning(started);
            long downMillis = millis();
            jobs.awaitCheckpoint(started);
            say("upgraded", started, savepoint, downMillis, takeover, null);
            output.text(
                    "job %s, %s: all its tasks run, and it completed a checkpoint%s"
                            .formatted(plan.settings().name(), started, down(downMillis)));
            return true;
        } catch (Failed failed) {
            goBack(started, savepoint, takeover, failed);
            return false;
        }
    }

    private String stopped() {
        String running = old.running();
        if (running == null) {
            return String.valueOf(old.savepoint());
        }
        output.progress("stopping job %s with a savepoint".formatted(running));
        String savepoint = jobs.stop(running, plan.folder(), plan.format());
        output.progress("savepoint: " + savepoint);
        output.progress("should this be interrupted, go on with: " + plan.resumption() + savepoint);
        jobs.awaitOver(running);
        return savepoint;
    }

    private void goBack(@Nullable String started, String savepoint, Takeover takeover, Failed why) {
        String reason = String.valueOf(why.getMessage());
        output.progress("the new job is not well: " + reason);
        JobSettings settings = old.settings();
        String back;
        try {
            cancel(started);
            if (settings == null) {
                throw new Failed("nobody knows any more how it was submitted");
            }
            back = jobs.start(settings, old.parallelism(), new RepairJobs.State(savepoint, false));
            jobs.awaitRunning(back);
        } catch (Failed twice) {
            throw new Failed(
                    "upgrade: failed, and so did going back: %s%nnothing is lost: start the old job from %s"
                            .formatted(twice.getMessage(), savepoint),
                    twice);
        }
        long downMillis = millis();
        say("rolled-back", back, savepoint, downMillis, takeover, reason);
        output.progress(
                "upgrade: rolled back: job %s, %s runs from the savepoint with its old jar and config%s"
                        .formatted(settings.name(), back, down(downMillis)));
    }

    /** Cancels the new job, also one of which the cluster did not say in time that it began. */
    private void cancel(@Nullable String started) {
        if (started != null) {
            jobs.cancel(started);
        }
        for (RepairJobs.Found job : jobs.all()) {
            if (!plan.others().contains(job.id())
                    && job.settings().name().equals(plan.settings().name())) {
                jobs.cancel(job.id());
            }
        }
    }

    private void say(
            String end,
            String id,
            String savepoint,
            long downMillis,
            Takeover takeover,
            @Nullable String reason) {
        boolean upgraded = reason == null;
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("end", end);
        said.put("job", id);
        said.put("savepoint", savepoint);
        said.put("downMillis", old.running() == null ? null : downMillis);
        said.put("reason", upgraded ? "" : reason);
        said.put("leftBehind", upgraded ? List.copyOf(takeover.leftBehind()) : List.of());
        said.put(
                "goneRegions", upgraded && !takeover.gone().isEmpty() ? gone(savepoint) : Map.of());
        output.object(said);
    }

    /** Read when the new job runs already, since there may be much to read. */
    private Map<String, Long> gone(String savepoint) {
        try {
            Map<String, Long> pending = Takeover.pendingElsewhere(savepoint, plan.config());
            pending.forEach((region, repairs) -> output.progress(words(region, repairs)));
            return pending;
        } catch (IOException unreadable) {
            output.progress(
                    "what was pending for regions that are gone: " + unreadable.getMessage());
            return new TreeMap<>();
        }
    }

    private String words(String region, long repairs) {
        Retirement retirement = plan.config().retiredRegions().get(region);
        String end =
                retirement == null
                        ? "not in the config: they wait as unknown for "
                                + plan.config().unknownKept()
                                + ", and then become dead letters"
                        : retirement == Retirement.DISCARD
                                ? "retired: they are discarded"
                                : "retired: they become dead letters";
        return "%d repairs were pending for region %s, which is %s".formatted(repairs, region, end);
    }

    private String down(long downMillis) {
        return old.running() == null ? "" : "; down for %.1f s".formatted(downMillis / 1000.0);
    }

    private long millis() {
        return (System.nanoTime() - beganNanos) / 1_000_000;
    }
}
