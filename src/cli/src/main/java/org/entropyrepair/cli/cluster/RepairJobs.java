package org.entropyrepair.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entropyrepair.cli.frame.Failed;
import org.jspecify.annotations.Nullable;

/** The repair jobs of a cluster: found, started, watched until they run, stopped. */
final class RepairJobs {
    private static final Set<String> OVER = Set.of("FAILED", "CANCELED", "FINISHED");
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final int FAILED_STARTS_MAX = 3;

    private final Cluster cluster;
    private final Duration patience;

    /**
     * Those of a cluster.
     *
     * @param patience how long a job may take to run, or to stop
     */
    RepairJobs(Cluster cluster, Duration patience) {
        this.cluster = cluster;
        this.patience = patience;
    }

    /**
     * One that is not over.
     *
     * @param id its number
     * @param state as Flink says
     * @param startedMillis when it was started
     */
    record Found(String id, String state, long startedMillis, JobSettings settings) {}

    /**
     * What a job starts from.
     *
     * @param savepoint where it is
     * @param leavingBehind whether it may hold what the job has no operator for
     */
    record State(String savepoint, boolean leavingBehind) {}

    /**
     * One that was stopped with a savepoint.
     *
     * @param savepoint where it is
     */
    record Stopped(Found job, String savepoint) {}

    /** Those that are not over, the oldest first. */
    List<Found> all() {
        return shown(job -> !OVER.contains(job.path("state").asText()));
    }

    /**
     * Those that were stopped with a savepoint and that the cluster remembers, the oldest first.
     */
    List<Stopped> stopped() {
        List<Stopped> stopped = new ArrayList<>();
        for (Found job : shown(one -> one.path("state").asText().equals("FINISHED"))) {
            JsonNode latest = cluster.get("/jobs/" + job.id() + "/checkpoints").path("latest");
            String savepoint = latest.path("savepoint").path("external_path").asText();
            if (!savepoint.isEmpty()) {
                stopped.add(new Stopped(job, savepoint));
            }
        }
        return stopped;
    }

    /**
     * Those that are not over, are called so, and do not show how they were submitted, as release
     * 0.1 did not.
     *
     * @param settings how they are known to have been submitted
     */
    List<Found> silent(JobSettings settings) {
        List<Found> silent = new ArrayList<>();
        for (JsonNode job : cluster.get("/jobs/overview").path("jobs")) {
            String id = job.path("jid").asText();
            String state = job.path("state").asText();
            if (!OVER.contains(state)
                    && job.path("name").asText().equals(settings.name())
                    && !settings(id).areARepairJobs()) {
                silent.add(new Found(id, state, job.path("start-time").asLong(), settings));
            }
        }
        return silent;
    }

    private List<Found> shown(Predicate<JsonNode> which) {
        List<Found> found = new ArrayList<>();
        for (JsonNode job : cluster.get("/jobs/overview").path("jobs")) {
            if (which.test(job)) {
                String id = job.path("jid").asText();
                JobSettings settings = settings(id);
                if (settings.areARepairJobs()) {
                    found.add(
                            new Found(
                                    id,
                                    job.path("state").asText(),
                                    job.path("start-time").asLong(),
                                    settings));
                }
            }
        }
        found.sort((a, b) -> Long.compare(a.startedMillis(), b.startedMillis()));
        return found;
    }

    /** What a job runs with, as the cluster shows it. */
    JobSettings settings(String id) {
        Map<String, String> settings = new HashMap<>();
        JsonNode shown =
                cluster.get("/jobs/" + id + "/config").path("execution-config").path("user-config");
        shown.properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        return new JobSettings(settings);
    }

    /**
     * Starts a job; does not wait until it runs.
     *
     * @param settings with the jar, as the cluster calls it
     * @param parallelism 0 for the cluster's
     * @param state what it starts from; null for nothing
     * @return its number
     */
    String start(JobSettings settings, int parallelism, @Nullable State state) {
        String jar = settings.settings().getOrDefault(JobSettings.JAR, "");
        ObjectNode body = Cluster.object();
        settings.arguments().forEach(body.putArray("programArgsList")::add);
        ObjectNode flink = body.putObject("flinkConfiguration");
        String classpath = settings.settings().get(JobSettings.CLASSPATH);
        String shown = JobSettings.JAR + ": " + quoted(jar);
        if (classpath != null) {
            flink.put("pipeline.classpaths", classpath);
            shown += ", " + JobSettings.CLASSPATH + ": " + quoted(classpath);
        }
        flink.put("pipeline.global-job-parameters", "{" + shown + "}");
        if (parallelism > 0) {
            body.put("parallelism", parallelism);
        }
        if (state != null) {
            body.put("savepointPath", state.savepoint());
            body.put("allowNonRestoredState", state.leavingBehind());
            // A savepoint is somebody's to keep: a second start from it has to find it.
            body.put("claimMode", "NO_CLAIM");
        }
        return cluster.post("/jars/" + jar + "/run", body).path("jobid").asText();
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /**
     * Waits until all tasks of a job run.
     *
     * @throws Failed with the reason if it fails, or does not get there in time, or if Flink has
     *     started it again so often that it will not
     */
    void awaitRunning(String id) {
        await(
                id,
                "its tasks do not run",
                () -> {
                    boolean runs = runs(id);
                    int failed = runs ? 0 : failures(id).size();
                    if (failed >= FAILED_STARTS_MAX) {
                        throw new Failed(
                                "job %s: failed %d times before all its tasks ran: %s"
                                        .formatted(id, failed, reason(id)));
                    }
                    return runs;
                });
    }

    /**
     * Waits until a job has completed a checkpoint since it was started.
     *
     * @throws Failed with the reason if it fails, or does not get there in time
     */
    void awaitCheckpoint(String id) {
        await(
                id,
                "no checkpoint is completed",
                () ->
                        cluster.get("/jobs/" + id + "/checkpoints")
                                        .path("counts")
                                        .path("completed")
                                        .asInt()
                                > 0);
    }

    private void await(String id, String otherwise, Supplier<Boolean> holds) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (!holds.get()) {
            String state = state(id);
            if (OVER.contains(state)) {
                throw new Failed("job " + id + ": " + state + ": " + reason(id));
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new Failed(
                        "job %s: %s after %d s: %s"
                                .formatted(id, otherwise, patience.toSeconds(), reason(id)));
            }
            pause();
        }
    }

    private boolean runs(String id) {
        JsonNode job = cluster.get("/jobs/" + id);
        boolean all = job.path("state").asText().equals("RUNNING");
        for (JsonNode vertex : job.path("vertices")) {
            all &=
                    vertex.path("tasks").path("RUNNING").asInt()
                            == vertex.path("parallelism").asInt();
        }
        return all && !job.path("vertices").isEmpty();
    }

    String state(String id) {
        return cluster.get("/jobs/" + id).path("state").asText();
    }

    /** The last first. */
    private JsonNode failures(String id) {
        return cluster.get("/jobs/" + id + "/exceptions").path("exceptionHistory").path("entries");
    }

    /** Of the last failure, for people. */
    private String reason(String id) {
        JsonNode entries = failures(id);
        return entries.isEmpty()
                ? "it says nothing"
                : Refusal.words(entries.get(0).path("stacktrace").asText());
    }

    /**
     * Stops a job with a savepoint, and waits for that, but not until the job has ended.
     *
     * @param folder where; null for the cluster's setting
     * @param format CANONICAL or NATIVE
     * @return where it is
     * @throws Failed if there is none: then the job still runs
     */
    String stop(String id, @Nullable String folder, String format) {
        ObjectNode body = Cluster.object().put("drain", false).put("formatType", format);
        if (folder != null) {
            body.put("targetDirectory", folder);
        }
        String trigger = cluster.post("/jobs/" + id + "/stop", body).path("request-id").asText();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode answer = cluster.get("/jobs/" + id + "/savepoints/" + trigger);
            JsonNode operation = answer.path("operation");
            if (operation.hasNonNull("location")) {
                return operation.path("location").asText();
            } else if (operation.has("failure-cause")) {
                throw new Failed(
                        "job "
                                + id
                                + ": no savepoint: "
                                + Refusal.words(
                                        operation
                                                .path("failure-cause")
                                                .path("stack-trace")
                                                .asText()));
            } else if (System.nanoTime() > deadlineNanos) {
                throw new Failed(
                        "job %s: no savepoint in %d s".formatted(id, patience.toSeconds()));
            }
            pause();
        }
    }

    /** Cancels a job that is not over, and waits until it is. */
    void cancel(String id) {
        if (!OVER.contains(state(id))) {
            cluster.cancel(id);
            awaitOver(id);
        }
    }

    /**
     * Waits until a job has ended.
     *
     * @throws Failed if it does not in time
     */
    void awaitOver(String id) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (!OVER.contains(state(id))) {
            if (System.nanoTime() > deadlineNanos) {
                throw new Failed(
                        "job %s: has not ended after %d s".formatted(id, patience.toSeconds()));
            }
            pause();
        }
    }

    /** The greatest parallelism of its tasks. */
    int parallelism(String id) {
        int most = 0;
        for (JsonNode vertex : cluster.get("/jobs/" + id).path("vertices")) {
            most = Math.max(most, vertex.path("parallelism").asInt());
        }
        return most;
    }

    /** How often it was restarted; -1 if that is not known yet. */
    long restarts(String id) {
        JsonNode metrics = cluster.get("/jobs/" + id + "/metrics?get=numRestarts");
        return metrics.isEmpty() ? -1 : metrics.get(0).path("value").asLong(-1);
    }

    /** When its last checkpoint was completed, in milliseconds since 1970; 0 for never. */
    long lastCheckpointMillis(String id) {
        return cluster.get("/jobs/" + id + "/checkpoints")
                .path("latest")
                .path("completed")
                .path("latest_ack_timestamp")
                .asLong();
    }

    /** Pending repairs by target, as far as the cluster has heard of them. */
    Map<String, Long> pending(String id) {
        Map<String, Long> pending = new TreeMap<>();
        for (JsonNode vertex : cluster.get("/jobs/" + id).path("vertices")) {
            String at = "/jobs/" + id + "/vertices/" + vertex.path("id").asText();
            String names =
                    streamOf(cluster.get(at + "/subtasks/metrics"))
                            .filter(name -> name.matches(".*\\btarget\\.[^.]+\\.pending"))
                            .collect(Collectors.joining(","));
            if (!names.isEmpty()) {
                for (JsonNode metric : cluster.get(at + "/subtasks/metrics?agg=sum&get=" + names)) {
                    String name = metric.path("id").asText();
                    String target = name.replaceFirst(".*target\\.([^.]+)\\.pending", "$1");
                    pending.merge(target, metric.path("sum").asLong(), Long::sum);
                }
            }
        }
        return pending;
    }

    private static Stream<String> streamOf(JsonNode metrics) {
        List<String> names = new ArrayList<>();
        metrics.forEach(metric -> names.add(metric.path("id").asText()));
        return names.stream();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted", e);
        }
    }
}
