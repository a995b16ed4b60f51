package org.entropyrepair.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.flink.core.execution.JobClient;

/**
 * What this process takes.
 *
 * @param cpuPercent of one core
 * @param tasksPercent of one core, by the tasks that repair and that write outcomes alone
 * @param heapBytes after a collection
 */
record Costs(double cpuPercent, double tasksPercent, long heapBytes) {
    /** Of the next so many seconds, and at their end. */
    static Costs during(JobClient job, int seconds) throws Exception {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long tasks = TaskCpu.nanos();
        long began = System.nanoTime();
        LatencyBenchmark.letPass(job, seconds);
        double toPercent = 100.0 / (System.nanoTime() - began);
        double percent = (system.getProcessCpuTime() - cpu) * toPercent;
        double tasksPercent = (TaskCpu.nanos() - tasks) * toPercent;
        System.gc();
        return new Costs(
                percent,
                tasksPercent,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}
