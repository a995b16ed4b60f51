package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.T0;
import static org.entropyrepair.core.reconcile.TestingFailure.delete;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.AP;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.SCOPE;
import static org.entropyrepair.core.reconcile.TestingPolicy.US;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.junit.jupiter.api.Test;

class MergingTest {
    private final TestingEdge edge = new TestingEdge();

    @Test
    void aThousandFailuresOfOneCellCostOneWritePerTarget() {
        for (int i = 0; i < 1_000; i++) {
            edge.read(of(put((i * 37) % 1_000), i % 2 == 0 ? EU : AP));
        }
        edge.lookAt(3_000);

        assertThat(edge.written(EU)).containsExactly(put(999));
        assertThat(edge.written(AP)).containsExactly(put(999));
        assertThat(edge.payloadsKept()).isLessThanOrEqualTo(2 * Repair.CANDIDATES_MAX);

        edge.answer(EU, Answer.Kind.APPLIED).answer(AP, Answer.Kind.APPLIED);
        assertThat(edge.state).isSameAs(EdgeState.EMPTY);
        assertThat(edge.payloadsKept()).isZero();
    }

    @Test
    void aRepeatedFailureKeepsOnePayload() {
        edge.read(of(put(1), EU), of(put(1), EU), of(put(1), AP));

        assertThat(edge.payloadsKept()).isOne();
    }

    @Test
    void anOlderFailureThatComesLateIsSuperseded() {
        edge.read(of(put(5), EU), of(put(3), EU));

        assertThat(edge.last.effects()).contains(new Effect.Supersede(EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.written(EU)).containsExactly(put(5));
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void aLaterDeleteBeatsAnEarlierPut() {
        edge.read(of(delete(5), EU), of(put(3), EU)).lookAt(3_000);

        assertThat(edge.written(EU)).containsExactly(delete(5));
    }

    @Test
    void everyTargetThatWaitsForTheCellGetsTheWinner() {
        edge.read(of(put(1), EU), of(put(2), AP), of(put(3), EU)).lookAt(3_000);

        assertThat(edge.written(AP)).containsExactly(put(3));
        assertThat(edge.written(EU)).containsExactly(put(3));
    }

    @Test
    void aNewcomerGetsTheWinnerThatWaitsElsewhere() {
        edge.read(of(put(3), EU), of(put(1), AP)).lookAt(3_000);

        assertThat(edge.written(AP)).containsExactly(put(3));
    }

    @Test
    void whoIsNotWaitingIsNotWritten() {
        edge.read(of(put(3), EU)).lookAt(3_000);

        assertThat(edge.written(AP)).isEmpty();
        assertThat(edge.isPending(AP)).isFalse();
    }

    @Test
    void cellsOfOneEdgeDoNotMerge() {
        Cell other = new Cell(TestingPolicy.NAMESPACE, Bytes.utf8("user:42"), Bytes.utf8("x"));
        edge.read(of(put(3), EU), of(put(1), EU).cell(other)).lookAt(3_000);

        assertThat(edge.written(EU)).containsExactlyInAnyOrder(put(3), put(1));
    }

    @Test
    void aScopeThatDoesNotMergeKeepsTargetsApart() {
        edge.under(new TestingPolicy().notMerging(SCOPE))
                .read(of(put(1), EU), of(put(3), AP), of(put(2), EU))
                .lookAt(3_000);

        assertThat(edge.written(EU)).containsExactly(put(2));
        assertThat(edge.written(AP)).containsExactly(put(3));
    }

    @Test
    void theScopeOfTheOriginWhichMadeTheTargetPendingSaysWhetherItMerges() {
        TestingPolicy policy =
                new TestingPolicy()
                        .withoutScopes()
                        .scope("alone", TestingPolicy.origins(EU))
                        .notMerging("alone")
                        .scope("together", Policy.Match.ALL);
        edge.under(policy)
                .read(of(put(1), AP).from(EU), of(put(3), EU).from(US), of(put(2), AP).from(US))
                .lookAt(3_000);

        assertThat(edge.written(AP)).containsExactly(put(2));
        assertThat(edge.written(EU)).containsExactly(put(3));
        assertThat(edge.writes).extracting(Effect.Write::scope).contains("alone", "together");
    }

    @Test
    void aNewerVersionResetsAttemptsAndAgeButNotDueTimeOrBackoff() {
        edge.read(of(put(1), EU)).lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);
        edge.lookAt(4_000).answer(EU, Answer.Kind.UNAVAILABLE);
        Repair before = edge.repair(EU);
        assertThat(before.attempts()).isEqualTo(2);

        edge.at(4_500).read(of(put(2), EU).at(4_500));

        Repair after = edge.repair(EU);
        assertThat(after.attempts()).isZero();
        assertThat(after.ageFromMillis()).isEqualTo(TestingFailure.T0 + 4_500);
        assertThat(after.phase()).isEqualTo(before.phase());
        assertThat(after.backoffMillis()).isEqualTo(2_000);
        assertThat(after.best().firstFailedAtMillis()).isEqualTo(TestingFailure.T0 + 4_500);
    }

    @Test
    void anOlderVersionResetsNothing() {
        edge.read(of(put(2), EU)).lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);
        Repair before = edge.repair(EU);

        edge.at(3_500).read(of(put(1), EU).at(3_500));

        assertThat(edge.repair(EU)).isEqualTo(before.withCandidates(edge.repair(EU).candidates()));
    }

    @Test
    void aNewerVersionWaitsForTheOlderInFlight() {
        edge.read(of(put(1), EU)).lookAt(3_000).read(of(put(2), EU)).look();
        assertThat(edge.written(EU)).containsExactly(put(1));

        edge.answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.last.dueNow()).isTrue();
        assertThat(edge.reports).isEmpty();

        edge.look().answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.written(EU)).containsExactly(put(1), put(2));
        assertThat(edge.lastReport().version()).isEqualTo(put(2));
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void theFailureOfAnOlderVersionCountsNotAgainstTheNewer() {
        edge.under(new TestingPolicy().maxAttempts(1));
        edge.read(of(put(1), EU)).lookAt(3_000).read(of(put(2), EU));

        edge.answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).isEmpty();
        assertThat(edge.repair(EU).attempts()).isZero();
        assertThat(edge.repair(EU).best().version()).isEqualTo(put(2));
    }

    @Test
    void whenTheWinnerIsRejectedForGoodTheRunnerUpIsTried() {
        edge.read(of(put(1), EU), of(put(2), EU)).lookAt(3_000).answer(EU, Answer.Kind.REJECTED);

        assertThat(edge.burials).extracting(Effect.Bury::version).containsExactly(put(2));
        assertThat(edge.last.dueNow()).isTrue();
        edge.look().answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.written(EU)).containsExactly(put(2), put(1));
        assertThat(edge.reported()).containsExactly(RepairState.APPLIED);
    }

    @Test
    void theRunnerUpMayComeAfterTheWinnerWent() {
        edge.read(of(put(2), EU)).lookAt(3_000).read(of(put(1), EU));
        edge.answer(EU, Answer.Kind.REJECTED).look();

        assertThat(edge.written(EU)).containsExactly(put(2), put(1));
    }

    @Test
    void theOneInFlightIsNotForgottenHoweverManyComeAfterIt() {
        edge.read(of(put(1), EU)).lookAt(3_000);
        for (int i = 2; i < 20; i++) {
            edge.read(of(put(i), EU));
        }
        assertThat(edge.repair(EU).candidates()).hasSize(Repair.CANDIDATES_MAX);

        edge.answer(EU, Answer.Kind.APPLIED).look();
        assertThat(edge.written(EU)).containsExactly(put(1), put(19));
    }

    @Test
    void aRedriveOfAPendingVersionCountsAttemptsAndAgeFromThere() {
        edge.read(of(put(1), EU)).lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);

        edge.at(3_500).read(of(put(1), EU).redriven(1).readAt(3_500));
        assertThat(edge.repair(EU).attempts()).isZero();
        assertThat(edge.repair(EU).ageFromMillis()).isEqualTo(TestingFailure.T0 + 3_500);
        assertThat(edge.repair(EU).best().redrives()).isOne();

        edge.lookAt(4_000).answer(EU, Answer.Kind.UNAVAILABLE);
        edge.read(of(put(1), EU).redriven(1).readAt(4_000));
        assertThat(edge.repair(EU).attempts()).isOne();
    }

    @Test
    void thePutThatExpiresBeatsThePlainOneOfItsMicrosecond() {
        Version plain = Version.put(new Token(T0 * 1000, 9, 9));
        Version expiring = Version.expiringPut(new Token(T0 * 1000, 1, 1), 60);

        edge.read(of(plain, EU), of(expiring, EU)).lookAt(3_000);

        assertThat(edge.written(EU)).containsExactly(expiring);
    }
}
