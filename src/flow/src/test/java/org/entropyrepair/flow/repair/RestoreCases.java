package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.SavepointFormatType;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing pending is forgotten: when the job dies, edges are held (ap), backing off (us), in flight
 * and parked (eu).
 */
@Timeout(120)
abstract class RestoreCases {
    private static final int HELD = 200;
    private static final int BACKING_OFF = 5;
    private static final int AT_EU = 200;
    private static final int IN_FLIGHT = 32;
    private static final int WAITING = 20;
    private static final long HOUR = 3_600_000;
    private static final long BACKOFF = 3_000;

    @Test
    void everythingEndsAfterAKillWithWritesInFlight() throws Exception {
        try (RepairRig rig = firstLife()) {
            secondLife(rig, 1, rig.checkpointAndKill());
        }
    }

    @Test
    @Tag("slow")
    void everythingEndsWithAnotherParallelismInEachLife() throws Exception {
        try (RepairRig rig = firstLife()) {
            String path = rig.checkpointAndKill();
            rig.start(2, path);
            rig.until("eu is full", () -> rig.gauge("eu", "inFlight") == 2 * IN_FLIGHT);
            secondLife(rig, 3, rig.checkpointAndKill());
        }
    }

    @ParameterizedTest
    @EnumSource(SavepointFormatType.class)
    @Tag("slow")
    void everythingEndsAfterASavepointOfEitherFormat(SavepointFormatType format) throws Exception {
        try (RepairRig rig = firstLife()) {
            String path = rig.savepoint(format);
            rig.kill();
            secondLife(rig, 2, path);
        }
    }

    @Test
    void everythingEndsThoughAllAlarmsAreLost() throws Exception {
        try (RepairRig rig = firstLife()) {
            String path = rig.checkpointAndKill();
            rig.losingAlarms(); // and it is shown below that it does
            secondLife(rig, 2, path);
        }
    }

    @Test
    @Tag("slow")
    void theGaugesAreRightAfterARestore() throws Exception {
        try (RepairRig rig = firstLife()) {
            rig.start(2, rig.checkpointAndKill());
            rig.until("swept", () -> rig.gauge("eu", "pending") == AT_EU);
            rig.until("us ended", () -> rig.store("us").snapshot().size() == BACKING_OFF);
            rig.until("eu is full", () -> rig.gauge("eu", "inFlight") == 2 * IN_FLIGHT);
            long parked = rig.gauge("eu", "parked");
            assertThat(rig.gauge("eu", "pending")).isEqualTo(AT_EU);
            assertThat(rig.gauge("ap", "pending")).isEqualTo(HELD);
            assertThat(rig.gauge("us", "pending")).isZero();
            Census kept = rig.census(rig.checkpointAndKill());
            assertThat(kept.control()).isEqualTo(AT_EU + HELD);
            assertThat(kept.parked()).containsEntry("eu", parked);
        }
    }

    @Test
    void withoutTheRearmLostAlarmsAreLostRepairs() throws Exception {
        try (RepairRig rig = firstLife()) {
            String path = rig.checkpointAndKill();
            rig.losingAlarms().withoutRearm();
            restore(rig, 1, path);
            rig.until("parked is drained", () -> rig.store("eu").snapshot().size() >= AT_EU - 52);
            rig.failures().add(Failures.put(9_999, "us"));
            rig.until("alive", () -> rig.store("us").held(Failures.cell(9_999)).isPresent());
            await().during(Duration.ofMillis(BACKOFF))
                    .atMost(RepairRig.PATIENCE)
                    .until(
                            () ->
                                    rig.store("ap").writes() == 0
                                            && rig.store("us").writes() == BACKING_OFF + 1);
            Census left = rig.census(rig.checkpointAndKill());
            assertThat(left.control()).isGreaterThanOrEqualTo(HELD + BACKING_OFF + IN_FLIGHT);
        }
    }

    @Test
    void alarmsAreKeptInCheckpointsBesideTheState() throws Exception {
        try (RepairRig rig = firstLife()) {
            String path = rig.checkpointAndKill();
            PendingSummary.Counter told = new PendingSummary.Counter(repair -> "");
            Savepoint.open(path).pending(told::add);
            assertThat(told.done().by(PendingSummary.Group::target))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "ap", (long) HELD,
                                    "eu", (long) AT_EU,
                                    "us", (long) BACKING_OFF));
            Census kept = rig.census(path);
            assertThat(kept.control()).isEqualTo(HELD + BACKING_OFF + AT_EU);
            assertThat(kept.payloads()).isEqualTo(HELD + BACKING_OFF + AT_EU);
            assertThat(kept.parked()).containsEntry("us", 0L).containsEntry("ap", 0L);
            assertThat(kept.parked().get("eu")).isBetween(AT_EU - 52L, (long) AT_EU - 32);
            assertThat(kept.alarms()).isGreaterThanOrEqualTo(2 * HELD + BACKING_OFF + IN_FLIGHT);
        }
    }

    @Test
    void whatWaitedForSomebodyElsesTargetIsRepairedOnceItIsOurs() throws Exception {
        Policies slow = Policies.repairing().writesPerSecond(200);
        try (RepairRig rig = new RepairRig(cluster(), slow).targets(List.of("us", "ap")).start(1)) {
            rig.failures().add(AT_EU, i -> Failures.put(i, "eu"));
            rig.failures().add(Failures.put(9_999, "us"));
            rig.until("read", () -> rig.store("us").held(Failures.cell(9_999)).isPresent());
            String path = rig.checkpointAndKill();
            rig.targets(Policies.REGIONS).start(1, path);
            rig.until("ended", () -> rig.store("eu").snapshot().size() == AT_EU);
            rig.until("nothing pends", rig::pendingIsZero);
        }
    }

    /** Where the job runs; each suite needs one of its own. */
    abstract RepairCluster cluster();

    /** As much of the state may be on the heap between two checkpoints. */
    abstract long youngBytes();

    private RepairRig firstLife() throws Exception {
        Policies policies =
                Policies.repairing()
                        .lagTo("ap", HOUR)
                        .retry(new Policy.Retry(BACKOFF, 1, BACKOFF, 0, 0, 0));
        RepairRig rig =
                new RepairRig(cluster(), policies).limits(IN_FLIGHT, WAITING).young(youngBytes());
        rig.start(1);
        rig.store("eu").always(new Answer.Hang(true));
        rig.failures().add(HELD, i -> Failures.put(i, "ap"));
        rig.failures().add(AT_EU, i -> Failures.put(1_000 + i, "eu"));
        for (int i = 0; i < BACKING_OFF; i++) {
            rig.store("us").next(Failures.cell(2_000 + i), new Answer.Unavailable("away"));
        }
        rig.failures().add(BACKING_OFF, i -> Failures.put(2_000 + i, "us"));
        rig.until(
                "torn",
                () ->
                        rig.gauge("ap", "pending") == HELD
                                && rig.gauge("eu", "inFlight") == IN_FLIGHT
                                && rig.gauge("eu", "parked") >= AT_EU - IN_FLIGHT - WAITING
                                && rig.store("us").writes() == BACKING_OFF);
        return rig;
    }

    private static void restore(RepairRig rig, int parallelism, String path) throws Exception {
        rig.store("eu").honest();
        rig.start(parallelism, path);
        rig.failures().watermark(System.currentTimeMillis() + 2 * HOUR);
    }

    private static void secondLife(RepairRig rig, int parallelism, String path) throws Exception {
        int written = rig.store("eu").writes();
        restore(rig, parallelism, path);
        rig.until("nothing pends", () -> rig.gauge("ap", "pending") == 0 && rig.pendingIsZero());
        rig.until(
                "ended",
                () ->
                        rig.store("ap").snapshot().size() == HELD
                                && rig.store("us").snapshot().size() == BACKING_OFF
                                && rig.store("eu").snapshot().size() == AT_EU);
        rig.until("nothing pends", rig::pendingIsZero);
        assertThat(rig.store("eu").writes()).isBetween(AT_EU, written + AT_EU);
        assertThat(rig.store("ap").writes()).isEqualTo(HELD);
        assertThat(rig.store("us").writes()).isBetween(2 * BACKING_OFF, 3 * BACKING_OFF);
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
    }
}
