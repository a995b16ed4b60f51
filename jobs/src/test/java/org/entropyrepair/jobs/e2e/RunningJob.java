package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.awaitility.Awaitility;

/** A job on the stage's cluster, and what Flink says of it. */
final class RunningJob {
    private static final int CALL_SECONDS_MAX = 120;
    private static final Duration START_MAX = Duration.ofSeconds(120);

    private final MiniCluster cluster;
    private final JobID id;

    private RunningJob(MiniCluster cluster, JobID id) {
        this.cluster = cluster;
        this.id = id;
    }

    /** Submits it and waits until all its tasks run. */
    static RunningJob start(MiniCluster cluster, JobGraph graph) {
        await(cluster.submitJob(graph));
        RunningJob job = new RunningJob(cluster, graph.getJobID());
        job.awaitRunning();
        return job;
    }

    /** Its number on the cluster. */
    JobID id() {
        return id;
    }

    /** Waits until all its tasks run. */
    void awaitRunning() {
        Awaitility.await("all tasks run")
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            assertThat(failure()).as("why the job failed").isEmpty();
                            return isRunning();
                        });
    }

    private boolean isRunning() {
        AccessExecutionGraph graph = graph();
        return graph.getState() == JobStatus.RUNNING
                && StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
                        .allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
    }

    /** Makes a checkpoint now, waits for it, and says where it is. */
    String checkpoint() {
        return await(cluster.triggerCheckpoint(id));
    }

    /** Makes a savepoint below a folder, goes on, and says where it is. */
    String savepoint(Path folder, SavepointFormatType format) {
        return await(cluster.triggerSavepoint(id, folder.toUri().toString(), false, format));
    }

    /** How many checkpoints have been completed. */
    long checkpoints() {
        return graph().getCheckpointStatsSnapshot().getCounts().getNumberOfCompletedCheckpoints();
    }

    /** How often its tasks have been started again. */
    int restarts() {
        return StreamSupport.stream(graph().getAllExecutionVertices().spliterator(), false)
                .mapToInt(task -> task.getCurrentExecutionAttempt().getAttemptNumber())
                .max()
                .orElse(0);
    }

    /** Asserts that it runs and has never done anything else. */
    void assertNeverRestarted() {
        assertThat(failure()).as("why the job failed").isEmpty();
        assertThat(graph().getState()).isEqualTo(JobStatus.RUNNING);
        assertThat(restarts()).as("restarts").isZero();
    }

    /** Why it failed as a whole; empty if it did not. */
    String failure() {
        AccessExecutionGraph graph = graph();
        ErrorInfo failure = graph.getFailureInfo();
        return failure == null || !graph.getState().isGloballyTerminalState()
                ? ""
                : failure.getExceptionAsString();
    }

    /** Ends it without a savepoint; its checkpoints stay. Nothing if it has ended already. */
    void cancel() {
        if (!graph().getState().isGloballyTerminalState()) {
            await(cluster.cancelJob(id));
            await(cluster.requestJobResult(id));
        }
    }

    private AccessExecutionGraph graph() {
        return await(cluster.getExecutionGraph(id));
    }

    private static <T> T await(Future<T> call) {
        try {
            return call.get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("job: interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException("job: " + e, e);
        }
    }
}
