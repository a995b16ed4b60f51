package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.CELL;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.AP;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.LEASE;

import java.util.Set;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.RepairState;
import org.junit.jupiter.api.Test;

/** Leases, stale answers, restores, gates, and when a target is read first. */
class AttemptsTest {
    private final TestingEdge edge = new TestingEdge();

    @Test
    void oneWriteAtATime() {
        edge.read(of(put(0), EU)).lookAt(3_000).look().look();

        assertThat(edge.written(EU)).hasSize(1);
        assertThat(edge.nextClock()).isLessThanOrEqualTo(3_000 + LEASE);
    }

    @Test
    void aWriteThatIsNotAnsweredWithinItsLeaseIsTriedAgain() {
        edge.read(of(put(0), EU)).lookAt(3_000).lookAt(3_000 + LEASE);
        assertThat(edge.repair(EU).attempts()).isOne();
        assertThat(edge.due(EU)).isEqualTo(3_000 + LEASE + 1_000);

        edge.lookAt(3_000 + LEASE + 1_000);
        assertThat(edge.written(EU)).hasSize(2);
        assertThat(edge.lastWrite().readFirst()).isFalse();
    }

    @Test
    void theAnswerToAnEarlierAttemptIsIgnored() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        int first = edge.lastWrite().lease();
        edge.lookAt(3_000 + LEASE).lookAt(3_000 + LEASE + 1_000);
        EdgeState before = edge.state;

        edge.answer(EU, first, Answer.Kind.APPLIED);

        assertThat(edge.state).isSameAs(before);
        assertThat(edge.reports).isEmpty();
    }

    @Test
    void theAnswerToAnEarlierRepairOfTheSameTargetIsIgnored() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        int first = edge.lastWrite().lease();
        edge.lookAt(3_000 + LEASE).lookAt(3_000 + LEASE + 1_000).answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.state.isEmpty()).isTrue();
        edge.at(40_000).read(of(put(9), EU).at(40_000)).lookAt(43_000);

        edge.answer(EU, first, Answer.Kind.APPLIED);

        assertThat(edge.isPending(EU)).isTrue();
    }

    @Test
    void anAnswerForNobodyChangesNothing() {
        edge.answer(AP, 1, Answer.Kind.APPLIED);

        assertThat(edge.state).isSameAs(EdgeState.EMPTY);
        assertThat(edge.last.effects()).isEmpty();
    }

    @Test
    void aRestoreVoidsLeasesAndWritesAtOnceWhateverAReadWouldSay() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        assertThat(edge.lastWrite().readFirst()).isTrue();

        edge.at(3_001).restore();

        assertThat(edge.written(EU)).hasSize(2);
        assertThat(edge.lastWrite().readFirst()).isFalse();
        assertThat(edge.repair(EU).attempts()).isZero();
    }

    @Test
    void aSweepLeavesLiveLeasesAlone() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        EdgeState before = edge.state;

        edge.step(
                new Input.Rearmed(
                        Set.of(new Input.Lease(CELL, EU, edge.lastWrite().lease())), edge.gates()));

        assertThat(edge.state).isSameAs(before);
    }

    @Test
    void theTargetIsReadFirstWhereTheScopeSaysSo() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        assertThat(edge.lastWrite().readFirst()).isTrue();
    }

    @Test
    void aWriteThatTimedOutIsMadeWithoutReading() {
        edge.read(
                of(put(0), EU).cause(Cause.Kind.TIMEOUT), of(put(0), AP).cause(Cause.Kind.PARTIAL));
        edge.lookAt(3_000);

        assertThat(edge.writes).extracting(Effect.Write::readFirst).containsOnly(false);
    }

    @Test
    void afterAnAttemptWithoutAnswerTheWriteIsMadeWithoutReading() {
        edge.read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.UNKNOWN).lookAt(5_000);

        assertThat(edge.lastWrite().readFirst()).isFalse();
    }

    @Test
    void thatHoldsWhileTheConfigDoesNotKnowIt() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        edge.under(new TestingPolicy().withoutScopes()).answer(EU, Answer.Kind.UNKNOWN).look();
        edge.under(new TestingPolicy()).look();

        assertThat(edge.written(EU)).hasSize(2);
        assertThat(edge.lastWrite().readFirst()).isFalse();
    }

    @Test
    void whatWasReadDoesNotEndAWriteThatTurnedOutToHaveTimedOut() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        edge.read(of(put(0), EU).cause(Cause.Kind.TIMEOUT));

        edge.answer(EU, Answer.Kind.HEALED).look();

        assertThat(edge.written(EU)).hasSize(2);
        assertThat(edge.lastWrite().readFirst()).isFalse();
        edge.answer(EU, Answer.Kind.HEALED);
        assertThat(edge.reported()).containsExactly(RepairState.HEALED);
    }

    @Test
    void aFullGateIsWaitedForWithoutAnAlarm() {
        edge.gates.put(EU, Gates.Gate.FULL);
        edge.read(of(put(0), EU)).lookAt(3_000);

        assertThat(edge.last.blockedOn()).containsExactly(EU);
        assertThat(edge.last.dueNow()).isFalse();
        edge.gates.put(EU, Gates.Gate.OPEN);
        edge.look();
        assertThat(edge.written(EU)).hasSize(1);
    }

    @Test
    void whatDoesNotFitIntoTheQueueStandsInTheParkedIndex() {
        edge.gates.put(EU, Gates.Gate.OVERFULL);
        edge.read(of(put(0), EU)).lookAt(3_000);

        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.BACKLOG);
        assertThat(edge.state.parkedTargets()).containsExactly(EU);
        edge.gates.put(EU, Gates.Gate.FULL);
        edge.look();
        assertThat(edge.state.parkedTargets()).containsExactly(EU);
        edge.gates.put(EU, Gates.Gate.OPEN);
        edge.look();
        assertThat(edge.written(EU)).hasSize(1);
        assertThat(edge.state.parkedTargets()).isEmpty();
    }

    @Test
    void oneTargetsTroubleIsItsOwn() {
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.read(of(put(0), EU), of(put(0), AP)).lookAt(3_000);

        assertThat(edge.written(AP)).hasSize(1);
        assertThat(edge.written(EU)).isEmpty();
        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.TARGET);
    }

    @Test
    void somethingNewerInTheStoreEndsIt() {
        edge.read(of(put(0), EU), of(put(-1), EU)).lookAt(3_000);
        edge.answer(EU, Answer.Kind.SUPERSEDED);

        assertThat(edge.reported()).containsExactly(RepairState.SUPERSEDED);
        assertThat(edge.state.isEmpty()).isTrue();
    }
}
