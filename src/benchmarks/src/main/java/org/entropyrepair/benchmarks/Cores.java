package org.entropyrepair.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * Which core runs what. A store does not run on the job's cores, and Cassandra's threads spin while
 * they wait for work: on shared cores a benchmark measures who gets them.
 */
public final class Cores {
    private Cores() {}

    /** Leaves the first core to one process, and the second to this one and what it starts. */
    static void leaveTheFirstTo(long pid) throws IOException, InterruptedException {
        requireTwo();
        bind(pid, 0);
        bind(ProcessHandle.current().pid(), 1);
    }

    /** Leaves the second core to others: this process and what it starts have the first. */
    public static void keepToTheFirst() throws IOException, InterruptedException {
        requireTwo();
        bind(ProcessHandle.current().pid(), 0);
    }

    /** What stands before a command that is to have the second core. */
    public static List<String> second() {
        return List.of("taskset", "--cpu-list", "1");
    }

    private static void requireTwo() {
        if (Runtime.getRuntime().availableProcessors() != 2) {
            throw new IllegalStateException(
                    "cores: "
                            + Runtime.getRuntime().availableProcessors()
                            + " (expected: 2; run it under taskset -c 0,1)");
        }
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
