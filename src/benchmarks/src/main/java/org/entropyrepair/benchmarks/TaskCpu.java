package org.entropyrepair.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * CPU time of the tasks that repair and of those that write outcomes, in this process: what a
 * repair costs even where other processes have most of the machine.
 */
final class TaskCpu {
    private static final String OUTCOMES = "outcomes";

    private TaskCpu() {}

    /** So much the running job's tasks have taken since they began, nanoseconds. */
    static long nanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && isOfTask(thread.getThreadName())) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }

    private static boolean isOfTask(String name) {
        return name.startsWith(InProcessReporter.REPAIR) || name.startsWith(OUTCOMES);
    }
}
