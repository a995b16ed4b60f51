package org.entropyrepair.cli.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entropyrepair.cli.frame.Failed;
import org.jspecify.annotations.Nullable;

/**
 * Finds the job that is to be replaced.
 *
 * @param name its name; null if it is the only one
 * @param arguments how it was submitted, if it does not show that itself; null if it does
 */
record Predecessors(RepairJobs jobs, @Nullable String name, @Nullable JobSettings arguments) {

    /**
     * One that runs.
     *
     * @throws Failed unless there is exactly one
     */
    Predecessor running() {
        List<RepairJobs.Found> all = arguments == null ? jobs.all() : jobs.silent(arguments);
        List<RepairJobs.Found> meant =
                all.stream()
                        .filter(job -> name == null || job.settings().name().equals(name))
                        .toList();
        if (meant.size() == 1) {
            RepairJobs.Found job = meant.get(0);
            return Predecessor.running(job.id(), job.settings(), jobs.parallelism(job.id()));
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "--job-name: %s of %s (expected: the name of exactly one running repair job)"
                        .formatted(
                                name == null ? "not given" : name,
                                all.stream().map(job -> job.settings().name()).toList()));
        if (meant.isEmpty()) {
            for (RepairJobs.Stopped one : jobs.stopped()) {
                lines.add(
                        "job %s, %s, was stopped with a savepoint; to go on from there: --from-savepoint %s"
                                .formatted(
                                        one.job().settings().name(),
                                        one.job().id(),
                                        one.savepoint()));
            }
        }
        throw new Failed(lines);
    }

    /**
     * One that was stopped, known or not to the cluster.
     *
     * @throws Failed if one of its name runs
     */
    Predecessor stopped(String savepoint) {
        Optional<RepairJobs.Found> remembered =
                jobs.stopped().stream()
                        .filter(one -> isSame(one.savepoint(), savepoint))
                        .map(RepairJobs.Stopped::job)
                        .reduce((earlier, later) -> later);
        JobSettings settings =
                arguments != null
                        ? arguments
                        : remembered.map(RepairJobs.Found::settings).orElse(null);
        String its = name != null ? name : (settings == null ? null : settings.name());
        for (RepairJobs.Found job : jobs.all()) {
            if (its == null || job.settings().name().equals(its)) {
                throw new Failed(
                        "--from-savepoint: %s (expected: no running job of this name, but job %s is %s; if it is not well, cancel it first)"
                                .formatted(savepoint, job.id(), job.state()));
            }
        }
        return Predecessor.stopped(
                savepoint, settings, remembered.map(job -> jobs.parallelism(job.id())).orElse(0));
    }

    /** Flink writes {@code file:/a} for {@code file:///a}. */
    private static boolean isSame(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String path) {
        return path.replaceFirst("^file:/*", "/").replaceFirst("/+$", "");
    }
}
