package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.entropyrepair.testkit.fake.ScriptedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A scope's rate is not exceeded, by all subtasks together, and nobody spins meanwhile. That it is
 * reached, too, is for {@link TargetRateTest} to show, which has a clock of its own.
 */
@Timeout(60)
class PaceTest {
    private static final int PER_SECOND = 400;

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    @Test
    void aScopesRateIsKeptAndCostsNoCpu() throws Exception {
        Policies paced = Policies.repairing().writesPerSecond(PER_SECOND);
        try (RepairRig rig = new RepairRig(CLUSTER, paced).limits(64, 50).start(2)) {
            rig.failures().add(20 * PER_SECOND, i -> Failures.put(i, "eu"));
            rig.until("all read", () -> rig.gauge("eu", "parked") > 4 * PER_SECOND);
            ScriptedStore store = rig.store("eu");
            long began = System.nanoTime();
            int writtenBefore = store.writes();
            long cpuBefore = cpuNanosOfRepair();
            rig.until(
                    "three seconds' worth", () -> store.writes() >= writtenBefore + 3 * PER_SECOND);
            int written = store.writes() - writtenBefore;
            double cpuSeconds = (cpuNanosOfRepair() - cpuBefore) / 1e9;
            double seconds = (System.nanoTime() - began) / 1e9;
            double perSecond = written / seconds;
            assertThat(perSecond).isLessThan(1.2 * PER_SECOND);
            assertThat(cpuSeconds / seconds).as("share of a core, both tasks").isLessThan(0.5);
        }
    }

    private static long cpuNanosOfRepair() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getAllThreadIds())
                .filter(
                        id ->
                                threads.getThreadInfo(id) != null
                                        && threads.getThreadInfo(id)
                                                .getThreadName()
                                                .startsWith("repair ("))
                .map(threads::getThreadCpuTime)
                .sum();
    }
}
