package org.entropyrepair.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.flink.core.execution.JobClient;

/**
 * What this process takes.
 *
 * @param cpuPercent of one core
 * @param heapBytes after a collection
 */
record Costs(double cpuPercent, long heapBytes) {
    /** Of the next so many seconds, and at their end. */
    static Costs during(JobClient job, int seconds) throws Exception {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long began = System.nanoTime();
        LatencyBenchmark.letPass(job, seconds);
        double percent = 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - began);
        System.gc();
        return new Costs(
                percent, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}
