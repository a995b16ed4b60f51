package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** However much is due at once, barriers get through. */
@Tag("slow")
@Timeout(300)
class HalfAMillionDueTest {
    private static final Logger LOG = LoggerFactory.getLogger(HalfAMillionDueTest.class);
    private static final int DUE = 500_000;
    private static final int MORE = 100_000;
    private static final long HOUR = 3_600_000;

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster(2);

    @Test
    void checkpointsCompleteWithinTwoSecondsWhileHalfAMillionRepairsAreDue() throws Exception {
        Policies held = Policies.repairing().lag(HOUR).notableEndsOnly();
        try (RepairRig rig = new RepairRig(CLUSTER, held).forgetfulStores().start(2)) {
            long began = System.nanoTime();
            rig.failures().add(DUE, i -> Failures.put(i, "eu"));
            rig.untilWithin(Duration.ofMinutes(2), "held", () -> rig.gauge("eu", "pending") == DUE);
            LOG.info("{} held after {}", DUE, since(began));
            String path = rig.checkpointAndKill();

            rig.start(2, path);
            rig.failures().watermark(System.currentTimeMillis() + 2 * HOUR);
            began = System.nanoTime();
            Duration first = rig.timeOfCheckpoint();
            assertThat(applied(rig)).isLessThan(DUE);
            String parts = rig.partsOfLastCheckpoint();
            LOG.info("the first checkpoint took {}: {}", first, parts);

            rig.failures().add(MORE, i -> Failures.put(DUE + i, "ap"));
            long already = applied(rig);
            rig.until("under way", () -> applied(rig) > already && rig.gauge("ap", "pending") > 0);
            Duration second = rig.timeOfCheckpoint();
            assertThat(applied(rig)).isLessThan(DUE);
            LOG.info("with input coming in it took {}: {}", second, rig.partsOfLastCheckpoint());

            rig.until("going on", () -> applied(rig) > already + DUE / 20);
            LOG.info("{} repaired within {}", applied(rig), since(began));
            assertThat(first).as(parts).isLessThan(Duration.ofSeconds(2));
            assertThat(second).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static long applied(RepairRig rig) {
        return rig.counter("target.eu.result.applied.answers");
    }

    private static Duration since(long beganNanos) {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
}
