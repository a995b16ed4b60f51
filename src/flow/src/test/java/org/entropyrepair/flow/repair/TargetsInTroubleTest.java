package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One target's trouble is its own. */
@Timeout(90)
class TargetsInTroubleTest {
    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    @Test
    void aTargetThatIsOutCostsTheOthersNothingAndDrainsWhenItIsBack() throws Exception {
        int edges = 3_000;
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing()).limits(16, 50).start(2)) {
            rig.store("eu").always(new Answer.Unavailable("down for the night"));
            rig.failures().add(edges, i -> Failures.put(i, "eu"));
            rig.failures().add(edges, i -> Failures.put(i, "ap"));
            rig.until("ap is done", () -> rig.store("ap").snapshot().size() == edges);
            rig.until("all of eu waits", () -> rig.gauge("eu", "parked") > edges - 150);
            assertThat(rig.gauge("eu", "pending")).isEqualTo(edges);
            rig.store("eu").honest();
            rig.until("eu is done", () -> rig.store("eu").snapshot().size() == edges);
            rig.until("nothing pends", rig::pendingIsZero);
            rig.until("all said", () -> rig.ended(RepairState.APPLIED) == 2 * edges);
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    @Tag("slow")
    void aTargetThatIsOutIsSaidOnceAndOnceWhenItAnswersAgain() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().visibleAfter(500)).start(1)) {
            rig.store("eu").always(new Answer.Unavailable("down for the night"));
            rig.failures().add(200, i -> Failures.put(i, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") > 150);
            rig.until("probed for a while", () -> rig.store("eu").writes() >= 25);
            rig.store("eu").honest();
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 200);
            List<Outcome> ofTarget =
                    rig.outcomes().stream().filter(outcome -> outcome.subject() == null).toList();
            assertThat(ofTarget)
                    .extracting(Outcome::state)
                    .containsExactly(RepairState.PARKED, RepairState.HEALED);
            assertThat(ofTarget.get(0).target()).isEqualTo("eu");
            assertThat(ofTarget.get(0).reason()).isEqualTo("down for the night");
            assertThat(ofTarget.get(1).revision()).isGreaterThan(ofTarget.get(0).revision());
        }
    }

    @Test
    void aTargetThatCameBackBetweenTwoLivesIsSaidToAnswer() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing())) {
            rig.start(1).store("eu").always(new Answer.Unavailable("down for the night"));
            rig.failures().add(50, i -> Failures.put(i, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") > 30);
            String path = rig.checkpointAndKill();
            rig.store("eu").honest();
            rig.start(1, path);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 50);
            List<Outcome> ofTarget =
                    rig.outcomes().stream().filter(outcome -> outcome.subject() == null).toList();
            assertThat(ofTarget)
                    .extracting(Outcome::state)
                    .containsExactly(RepairState.PARKED, RepairState.HEALED);
        }
    }

    @Test
    @Tag("slow")
    void anOutageCostsNoAttempts() throws Exception {
        Policy.Retry few = new Policy.Retry(20, 2, 100, 0, 4, 60_000);
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().retry(few)).start(1)) {
            rig.store("eu").always(new Answer.Unavailable("down for the night"));
            rig.failures().add(5, i -> Failures.put(i, "eu"));
            rig.until("three rounds of probes", () -> rig.store("eu").writes() >= 25);
            rig.store("eu").honest();
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 5);
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.outcomes().stream().mapToInt(Outcome::attempts).max().orElseThrow())
                    .as("two before it was known to be out, one after")
                    .isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aFewEdgesThatCannotBeWrittenDoNotKeepTheirTargetOut() throws Exception {
        int edges = 300;
        // as in earnest: what cannot be written is tried so seldom that it is not most of what is
        // tried
        Policy.Retry patient = new Policy.Retry(1_000, 2, 60_000, 0.2, 0, 0);
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().retry(patient)).start(1)) {
            rig.store("eu").always(new Answer.Unavailable("down for the night"));
            rig.failures().add(edges, i -> Failures.put(i, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") > edges - 20);
            rig.store("eu").honest();
            for (int i = 0; i < edges / 10; i++) {
                rig.store("eu").forCell(Failures.cell(i * 10), new Answer.Unavailable("this one"));
            }
            rig.until("the rest ended", () -> rig.ended(RepairState.APPLIED) == edges * 9 / 10);
        }
    }

    @Test
    void aTargetThatHangsHoldsUpNeitherTheOthersNorBarriersNorTheEnd() throws Exception {
        int edges = 500;
        Policies patient = Policies.repairing().lease(3_600_000);
        try (RepairRig rig = new RepairRig(CLUSTER, patient).limits(8, 20).start(2)) {
            rig.store("eu").always(new Answer.Hang(false));
            rig.failures().add(edges, i -> Failures.put(i, "eu"));
            rig.failures().add(edges, i -> Failures.put(i, "ap"));
            rig.until("ap is done", () -> rig.store("ap").snapshot().size() == edges);
            rig.until("eu is full", () -> rig.gauge("eu", "inFlight") == 2 * 8);
            rig.until("eu waits", () -> rig.gauge("eu", "parked") >= edges - 2 * (8 + 20));
            assertThat(rig.store("eu").inFlight()).isEqualTo(16);
            rig.checkpoint();
            assertThat(rig.timeOfCheckpoint()).isLessThan(Duration.ofSeconds(3));
            assertThat(rig.kill()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void whatIsNotAnsweredWithinItsLeaseIsTriedAgainOnceTheTargetIsBack() throws Exception {
        int edges = 200;
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().lease(400)).limits(8, 20).start(1)) {
            rig.store("eu").always(new Answer.Hang(false));
            rig.failures().add(edges, i -> Failures.put(i, "eu"));
            rig.until("given up", () -> rig.gauge("eu", "out") == 1);
            rig.store("eu").honest();
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == edges);
            assertThat(rig.store("eu").inFlight()).as("still hung").isPositive();
            assertThat(rig.gauge("eu", "inFlight")).isZero();
        }
    }

    @Test
    void anAnswerAfterItsLeaseIsOfNoConsequence() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lease(200)).start(1)) {
            rig.store("eu").next(Failures.cell(1), new Answer.LateAnswer());
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.HEALED) == 1);
            assertThat(rig.store("eu").release()).isEqualTo(1);
            rig.failures().add(Failures.put(2, "eu"));
            rig.until("the next ended", () -> rig.ended(RepairState.APPLIED) == 1);
            assertThat(rig.gauge("eu", "inFlight")).isZero();
            assertThat(rig.outcomes()).hasSize(2);
        }
    }

    @Test
    void drainingWaitsForWhatIsInFlight() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, Policies.repairing().lag(3_600_000)).start(2)) {
            rig.failures().add(500, i -> Failures.put(i, "eu"));
            rig.until("held", () -> rig.gauge("eu", "pending") == 500);
            assertThat(rig.store("eu").writes()).isZero();
            assertThat(rig.census(rig.drain()).isEmpty()).isTrue();
            assertThat(rig.store("eu").snapshot()).hasSize(500);
            assertThat(rig.ended(RepairState.APPLIED)).isEqualTo(500);
        }
    }
}
