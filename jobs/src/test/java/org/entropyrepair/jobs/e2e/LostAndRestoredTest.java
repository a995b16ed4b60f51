package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.jobs.Targets;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was pending when a job ended is repaired by the next; what is another job's is not. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class LostAndRestoredTest {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final List<String> REGIONS = List.of("us", "eu");

    /** Per target: more than one task lets be in flight. */
    private static final int FAILURES = 700;

    private static final int IN_FLIGHT = 512;

    /** Before their leases end: what was in flight is found by the sweep, not by its alarms. */
    private static final Duration BEFORE_LEASES_END = PolicyMapper.LEASE.dividedBy(2);

    @Test
    void aJobThatWasKilledWithWritesHangingIsRestoredWithoutLoss(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, "us", "eu").open()) {
            List<FailureMessage> failures = failures();
            rig.store("us").always(new Answer.Hang(true));
            rig.store("eu").always(new Answer.Hang(false));
            RunningJob first = rig.start(rig.options(), 1, null);
            rig.publish("us", failures.toArray(FailureMessage[]::new));
            rig.await(
                    "writes in flight",
                    LONGEST,
                    () -> REGIONS.stream().allMatch(at -> rig.store(at).inFlight() == IN_FLIGHT));
            String checkpoint = first.checkpoint();
            first.assertNeverRestarted();
            first.cancel();
            assertThat(rig.ends().ended()).isEmpty();

            REGIONS.forEach(region -> rig.store(region).honest());
            long began = System.nanoTime();
            RunningJob second = rig.restore(checkpoint, 3);
            areRepaired(rig, failures);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BEFORE_LEASES_END);
            System.out.printf(
                    "killed with %d writes in flight: all %d repaired %d ms after the restore, by"
                            + " %d writes%n",
                    IN_FLIGHT * REGIONS.size(),
                    failures.size(),
                    (System.nanoTime() - began) / 1_000_000,
                    rig.store("us").writes() + rig.store("eu").writes());
            second.assertNeverRestarted();
        }
    }

    @Test
    void aJobThatLostItsTaskManagerRestartsByItselfWithoutLoss(Stage stage) throws Exception {
        try (RepairRig rig = RepairScene.on(stage, "us", "eu").mayRestartTheJob().open()) {
            List<FailureMessage> failures = failures();
            rig.store("eu").always(new Answer.Hang(false));
            RunningJob job = rig.start();
            rig.publish("us", failures.toArray(FailureMessage[]::new));
            rig.await("writes in flight", LONGEST, () -> rig.store("eu").inFlight() >= IN_FLIGHT);
            job.checkpoint();
            rig.store("eu").honest();
            long began = System.nanoTime();
            stage.loseTaskManager();
            rig.await("a restart", LONGEST, () -> job.restarts() > 0);
            areRepaired(rig, failures);
            System.out.printf(
                    "lost its task manager: restarted %d time(s), all repaired after %d ms%n",
                    job.restarts(), (System.nanoTime() - began) / 1_000_000);
        }
    }

    @Test
    void ofTwoJobsEachRepairsItsOwnTargetsAndOneOwnsTheUnreadable(Stage stage) throws Exception {
        try (RepairRig rig =
                RepairScene.on(stage, "us", "eu", "ap").more("unknownKept: 1s").open()) {
            RunningJob one =
                    rig.start(
                            rig.options().named("west").withTargets(Targets.of("us"), false),
                            2,
                            null);
            RunningJob other =
                    rig.start(
                            rig.options().named("rest").withTargets(Targets.of("eu", "ap"), true),
                            2,
                            null);
            List<FailureMessage> failures =
                    IntStream.range(0, 90)
                            .mapToObj(
                                    i ->
                                            Reports.put(
                                                    "user:" + i,
                                                    "us",
                                                    List.of("us", "eu", "ap").get(i % 3)))
                            .toList();
            rig.publish("us", failures.toArray(FailureMessage[]::new));
            for (int i = 0; i < 20; i++) {
                rig.publish("ap", List.of(rig.record("ap", "k" + i, Bytes.utf8("garbage " + i))));
            }
            FailureMessage toNowhere = Reports.put("lost", "us", "mars");
            rig.publish("us", toNowhere);
            for (FailureMessage failure : failures) {
                assertThat(rig.awaitEnd(failure, LONGEST).job())
                        .isEqualTo(failure.target().equals("us") ? "west" : "rest");
            }
            assertThat(rig.awaitEnd(toNowhere, LONGEST).state()).isEqualTo(RepairState.DEAD);
            rig.await("dead letters", LONGEST, () -> rig.ends().letters().size() >= 21);
            // A silent second letter would have come by the time that both jobs have repaired more.
            for (String target : List.of("us", "eu")) {
                FailureMessage later = Reports.put("later", "ap", target);
                rig.publish("ap", later);
                rig.awaitEnd(later, LONGEST);
            }
            assertThat(rig.ends().letters()).hasSize(21);
            assertThat(rig.ends().letterIds()).hasSize(21);
            assertThat(rig.ends().outcomes())
                    .filteredOn(outcome -> outcome.job().equals("west"))
                    .allMatch(outcome -> outcome.target().equals("us"));
            for (String region : List.of("us", "eu", "ap")) {
                assertThat(rig.store(region).journal())
                        .as("writes in " + region)
                        .hasSize(region.equals("ap") ? 30 : 31);
            }
            one.assertNeverRestarted();
            other.assertNeverRestarted();
        }
    }

    private static List<FailureMessage> failures() {
        return IntStream.range(0, FAILURES * REGIONS.size())
                .mapToObj(
                        i ->
                                Reports.put(
                                        "user:" + i / REGIONS.size(),
                                        "us",
                                        REGIONS.get(i % REGIONS.size())))
                .toList();
    }

    private static void areRepaired(RepairRig rig, List<FailureMessage> failures) {
        for (FailureMessage failure : failures) {
            rig.awaitEnd(failure, LONGEST);
            // Merged across targets: each has the greater of both tokens of its cell.
            assertThat(
                            Objects.requireNonNull(
                                            rig.store(failure.target())
                                                    .held(failure.write().cell())
                                                    .orElse(null),
                                            () -> "lost: " + failure)
                                    .version())
                    .isGreaterThanOrEqualTo(Reports.landed(failure).version());
        }
        assertThat(rig.ends().letters()).isEmpty();
    }
}
