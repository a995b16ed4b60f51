package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.Policy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A config revision applies to what is pending as to what is to come. */
@Timeout(60)
@Tag("slow")
class ConfigRevisionsTest {
    private static final int EDGES = 500;

    @RegisterExtension static final RepairCluster CLUSTER = new RepairCluster();

    private static Policies paused() {
        return Policies.repairing().action(Policy.Action.PAUSE);
    }

    @Test
    void aPausedScopeAccumulatesAndWritesNothingUntilARevisionResumesIt() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, paused()).start(2)) {
            // versions of their own: all may be read within a millisecond
            long micros = Failures.nowMicros();
            rig.failures().add(2 * EDGES, i -> Failures.put(i % EDGES, "eu", micros + i));
            rig.until("parked", () -> rig.gauge("eu", "parked") == EDGES);
            rig.until("merged", () -> rig.counter("target\\.eu\\.merged") == EDGES);
            rig.revise(Policies.repairing());
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == EDGES);
            assertThat(rig.store("eu").writes()).isEqualTo(EDGES);
            rig.revise(paused());
            rig.until("paused again", () -> rig.gauge("configRevision") == 2 * 2);
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") == 1);
            assertThat(rig.store("eu").writes()).isEqualTo(EDGES);
        }
    }

    @Test
    void aRepairOfAnUnknownNamespaceWaitsForTheRevisionThatKnowsIt() throws Exception {
        Policies ignorant = Policies.repairing().without(Policies.REVERSE).visibleAfter(100);
        try (RepairRig rig = new RepairRig(CLUSTER, ignorant).start(1)) {
            Cell cell = Failures.cell(Policies.REVERSE, 1);
            long micros = Failures.nowMicros();
            Failure strange = Failures.put(Failures.edge(1), cell, "eu", micros, micros / 1000);
            rig.failures().add(strange);
            rig.until("said", () -> rig.outcomes().size() == 1);
            Outcome wait = rig.outcomes().get(0);
            assertThat(wait.state()).isEqualTo(RepairState.PARKED);
            assertThat(wait.reason()).isEqualTo("namespace is unknown");
            rig.revise(Policies.repairing());
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
            assertThat(rig.store("eu").held(cell)).isPresent();
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    void aScopeThatComesBackToARateHasSavedNothingUpMeanwhile() throws Exception {
        Policies slow = Policies.repairing().writesPerSecond(1);
        try (RepairRig rig = new RepairRig(CLUSTER, slow).start(1)) {
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
            long applied = System.nanoTime();
            rig.until("saved up", () -> System.nanoTime() - applied > 1_200_000_000L);
            long waits = rig.gauge("eu", "pacedWaits");
            rig.revise(Policies.repairing().writesPerSecond(0.5));
            rig.until("slower", () -> rig.gauge("configRevision") == 1);
            rig.revise(slow);
            rig.until("as before", () -> rig.gauge("configRevision") == 2);
            rig.failures().add(Failures.put(2, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 2);
            assertThat(rig.gauge("eu", "pacedWaits")).isGreaterThan(waits);
        }
    }

    @Test
    void whatNoRevisionMakesKnownInTimeIsADeadLetter() throws Exception {
        Policies ignorant = Policies.repairing().without(Policies.FORWARD).unknownKept(300);
        try (RepairRig rig = new RepairRig(CLUSTER, ignorant).start(1)) {
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("buried", () -> rig.deadLetters().size() == 1);
            assertThat(rig.deadLetters().get(0).reason().name()).isEqualTo("UNKNOWN_NAMESPACE");
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    void aTargetNobodyKnowsWaitsForARevisionToo() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing().unknownKept(300)).start(1)) {
            rig.failures().add(Failures.put(1, "atlantis"), Failures.put(1, "atlantis"));
            rig.until("buried", () -> rig.deadLetters().size() >= 1);
            assertThat(rig.deadLetters().get(0).reason().name()).isEqualTo("UNKNOWN_REGION");
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    void aRefusedRevisionLeavesTheOneBeforeInForce() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, paused()).start(1)) {
            rig.reviseWithNonsense();
            rig.until("refused", () -> rig.counter("configRevisionsRefused") == 1);
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") == 1);
            rig.revise(Policies.repairing());
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 1);
        }
    }

    @Test
    void aDryRunIsSaidOnceAndStaysPending() throws Exception {
        Policies observing = Policies.repairing().action(Policy.Action.OBSERVE);
        try (RepairRig rig = new RepairRig(CLUSTER, observing).start(1)) {
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("said", () -> rig.ended(RepairState.OBSERVED) == 1);
            rig.revise(Policies.repairing().action(Policy.Action.OBSERVE).lag(1));
            rig.until("in force", () -> rig.gauge("configRevision") == 1);
            rig.failures().add(Failures.put(2, "eu"));
            rig.until("said", () -> rig.ended(RepairState.OBSERVED) == 2);
            assertThat(rig.outcomes()).hasSize(2);
            assertThat(rig.store("eu").writes()).isZero();
            assertThat(rig.gauge("eu", "pending")).isEqualTo(2);
            rig.revise(Policies.repairing());
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == 2);
        }
    }

    @Test
    void aDiscardingRevisionEndsWhatIsPendingAndWhatComes() throws Exception {
        try (RepairRig rig = new RepairRig(CLUSTER, paused()).start(2)) {
            rig.failures().add(EDGES, i -> Failures.put(i, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") == EDGES);
            rig.revise(Policies.repairing().action(Policy.Action.DISCARD), EDGES);
            rig.until("ended", () -> rig.ended(RepairState.DISCARDED) == EDGES);
            rig.failures().add(Failures.put(1, "eu"));
            rig.until("ended", () -> rig.ended(RepairState.DISCARDED) == EDGES + 1);
            assertThat(rig.store("eu").writes()).isZero();
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
        }
    }

    @Test
    void onePausedScopeHoldsUpNoOther() throws Exception {
        Policies reversePaused = Policies.repairing().in(Policies.REVERSE, Policy.Action.PAUSE);
        try (RepairRig rig = new RepairRig(CLUSTER, reversePaused).limits(4, 4).start(1)) {
            long micros = Failures.nowMicros();
            rig.failures()
                    .add(
                            EDGES,
                            i ->
                                    Failures.put(
                                            Failures.edge(i),
                                            Failures.cell(Policies.REVERSE, i),
                                            "eu",
                                            micros,
                                            micros / 1000));
            rig.failures().add(EDGES, i -> Failures.put(i, "eu"));
            rig.until("forward ended", () -> rig.ended(RepairState.APPLIED) == EDGES);
            assertThat(rig.store("eu").writes()).isEqualTo(EDGES);
            assertThat(rig.gauge("eu", "parked")).isEqualTo(EDGES);
        }
    }

    @Test
    void whatNoCountCoversIsHeldBackOverARestoreAndWhatComesIsDiscarded() throws Exception {
        Policies discarding = Policies.repairing().action(Policy.Action.DISCARD);
        try (RepairRig rig = new RepairRig(CLUSTER, paused()).awaitingRevision().start(1)) {
            rig.revise(paused());
            rig.failures().add(EDGES, i -> Failures.put(i, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") == EDGES);
            rig.revise(discarding, EDGES - 1);
            rig.until("held back", () -> rig.gauge("discardsHeldBack") == EDGES);
            rig.failures().add(Failures.put(EDGES, "eu"));
            rig.until("discarded", () -> rig.ended(RepairState.DISCARDED) == 1);
            rig.start(2, rig.checkpointAndKill());
            rig.revise(discarding, EDGES / 4);
            rig.until("held back", () -> rig.gauge("discardsHeldBack") == EDGES);
            assertThat(rig.ended(RepairState.DISCARDED)).isEqualTo(1);
            assertThat(rig.gauge("eu", "parked")).isEqualTo(EDGES);
            rig.revise(discarding, EDGES);
            rig.until("ended", () -> rig.ended(RepairState.DISCARDED) == EDGES + 1);
            rig.until("none held back", () -> rig.gauge("discardsHeldBack") == 0);
            assertThat(rig.census(rig.checkpointAndKill()).isEmpty()).isTrue();
            assertThat(rig.store("eu").writes()).isZero();
        }
    }

    @Test
    void whatWasPausedStaysPausedOverARestoreWhateverTheFileSays() throws Exception {
        try (RepairRig rig =
                new RepairRig(CLUSTER, Policies.repairing()).awaitingRevision().start(1)) {
            rig.failures().add(EDGES, i -> Failures.put(i, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") == EDGES);
            assertThat(rig.gauge("configRevision")).isEqualTo(-1);
            rig.revise(paused());
            rig.until("in force", () -> rig.gauge("configRevision") == 1);
            rig.start(2, rig.checkpointAndKill());
            rig.failures().add(Failures.put(EDGES, "eu"));
            rig.until("parked", () -> rig.gauge("eu", "parked") >= 1);
            assertThat(rig.store("eu").writes()).isZero();
            rig.revise(paused());
            rig.until("counted", () -> rig.gauge("eu", "parked") == EDGES + 1);
            assertThat(rig.store("eu").writes()).isZero();
            rig.revise(Policies.repairing());
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == EDGES + 1);
        }
    }

    @Test
    void eachScopeShowsWhatIsPendingInIt() throws Exception {
        Policies two = paused().in(Policies.FORWARD, Policy.Action.PAUSE);
        try (RepairRig rig = new RepairRig(CLUSTER, paused()).start(1)) {
            rig.failures().add(EDGES, i -> Failures.put(i, "eu"));
            rig.until("all", () -> rig.gauge("scope.all.pending") == EDGES);
            rig.revise(two);
            String scope = "scope." + Policies.FORWARD + ".pending";
            rig.until("forward", () -> rig.gauge(scope) == EDGES);
            assertThat(rig.gauge("scope.all.pending")).isZero();
            rig.start(2, rig.checkpointAndKill());
            rig.until("counted anew", () -> rig.gauge("scope.all.pending") == EDGES);
            rig.revise(Policies.repairing());
            rig.until("none", () -> rig.gauge("scope.all.pending") == 0);
            rig.until("ended", () -> rig.ended(RepairState.APPLIED) == EDGES);
        }
    }
}
