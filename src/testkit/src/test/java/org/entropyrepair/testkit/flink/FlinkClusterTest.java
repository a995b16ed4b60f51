package org.entropyrepair.testkit.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@Timeout(300)
class FlinkClusterTest {
    private static final Duration LONGEST = Duration.ofSeconds(120);

    @TempDir private Path folder;

    @Test
    void partsThatAreKilledComeBackToTheSameAddress() {
        try (FlinkCluster cluster =
                FlinkCluster.in(folder).slotsPerTaskManager(1).highlyAvailable().start()) {
            assertThat(slots(cluster)).isEqualTo(2);
            assertThat(cluster.rest().get("/jobmanager/config").toString())
                    .contains("rocksdb")
                    .contains("high-availability.zookeeper.quorum");
            assertThatThrownBy(() -> cluster.rest().get("/jobs/nonsense"))
                    .isInstanceOf(IllegalStateException.class);

            cluster.killTaskManager(1);
            assertThatThrownBy(() -> cluster.taskManagerPid(1))
                    .isInstanceOf(IllegalStateException.class);
            until(() -> slots(cluster) == 1);
            cluster.startTaskManager(1);
            until(() -> slots(cluster) == 2);

            long first = cluster.jobManagerPid();
            cluster.killJobManager();
            assertThat(cluster.rest().find("/overview")).isEmpty();
            cluster.startJobManager();
            assertThat(cluster.jobManagerPid()).isNotEqualTo(first);
            assertThat(slots(cluster)).isEqualTo(2);
        }
    }

    private static int slots(FlinkCluster cluster) {
        return cluster.rest().get("/overview").path("slots-total").asInt();
    }

    private static void until(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadlineNanos);
            LockSupport.parkNanos(100_000_000);
        }
    }
}
