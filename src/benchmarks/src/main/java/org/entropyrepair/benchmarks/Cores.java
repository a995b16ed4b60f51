package org.entropyrepair.benchmarks;

import java.io.IOException;

/**
 * Which core runs what. A store does not run on the job's cores, and Cassandra's threads spin while
 * they wait for work: on shared cores a benchmark measures who gets them.
 */
final class Cores {
    private Cores() {}

    /** Leaves the first core to one process, and the second to this one and what it starts. */
    static void leaveTheFirstTo(long pid) throws IOException, InterruptedException {
        if (Runtime.getRuntime().availableProcessors() != 2) {
            throw new IllegalStateException(
                    "cores: "
                            + Runtime.getRuntime().availableProcessors()
                            + " (expected: 2; run it under taskset -c 0,1)");
        }
        bind(pid, 0);
        bind(ProcessHandle.current().pid(), 1);
    }

    private static void bind(long pid, int core) throws IOException, InterruptedException {
        int end =
                new ProcessBuilder(
                                "taskset",
                                "--all-tasks",
                                "--cpu-list",
                                "--pid",
                                Integer.toString(core),
                                Long.toString(pid))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (end != 0) {
            throw new IllegalStateException("taskset: " + end + " (expected: 0)");
        }
    }
}
