package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.DAY;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;

import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.junit.jupiter.api.Test;

/** What counts toward the ceilings of attempts and of age, and what does not. */
class CeilingsTest {
    private final TestingEdge edge = new TestingEdge();

    @Test
    void withoutACeilingARepairIsTriedForEver() {
        edge.read(of(put(0), EU));
        for (long at = 3_000; at < DAY; at += 300_000) {
            edge.lookAt(at).answer(EU, Answer.Kind.UNAVAILABLE);
        }
        assertThat(edge.burials).isEmpty();
        assertThat(edge.isPending(EU)).isTrue();
    }

    @Test
    void theLastAllowedAttemptIsTheLast() {
        edge.under(new TestingPolicy().maxAttempts(2)).read(of(put(0), EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);
        edge.lookAt(10_000).answer(EU, Answer.Kind.UNKNOWN);

        Effect.Bury bury = edge.burials.get(0);
        assertThat(bury.reason()).isEqualTo(DeathReason.ATTEMPTS_EXHAUSTED);
        assertThat(bury.attempts()).isEqualTo(2);
        assertThat(edge.reported()).containsExactly(RepairState.DEAD);
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void throttlingCostsNoAttempts() {
        edge.under(new TestingPolicy().maxAttempts(1)).read(of(put(0), EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.THROTTLED);
        edge.lookAt(10_000).answer(EU, Answer.Kind.THROTTLED);

        assertThat(edge.repair(EU).attempts()).isZero();
        assertThat(edge.repair(EU).backoffMillis()).isEqualTo(2_000);
    }

    @Test
    void aTargetThatIsOutCostsNoAttempts() {
        edge.under(new TestingPolicy().maxAttempts(1)).read(of(put(0), EU)).lookAt(3_000);
        edge.gates.put(EU, Gates.Gate.PARKED);

        edge.answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).isEmpty();
        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.TARGET);
        assertThat(edge.repair(EU).attempts()).isZero();
    }

    @Test
    void aNamespaceThatIsOutCostsNoAttempts() {
        edge.under(new TestingPolicy().maxAttempts(1)).read(of(put(0), EU)).lookAt(3_000);
        edge.gates.put(EU, Gates.Gate.NAMESPACE_PARKED);

        edge.answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).isEmpty();
        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.NAMESPACE);
        assertThat(edge.repair(EU).attempts()).isZero();
    }

    @Test
    void nobodyDiesWhileItIsInDoubtWhetherTheTargetAnswersAnybody() {
        Policy.Retry once = new Policy.Retry(1_000, 2, 300_000, 0, 1, 10_000);
        edge.under(new TestingPolicy().retry(TestingPolicy.SCOPE, once)).read(of(put(0), EU));
        edge.doubtful = true;
        edge.lookAt(3_000).answer(EU, Answer.Kind.UNKNOWN);
        edge.lookAt(DAY).answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).isEmpty();
        assertThat(edge.written(EU)).hasSize(2);
        assertThat(edge.repair(EU).attempts()).isZero();
        edge.doubtful = false;
        edge.lookAt(2 * DAY);
        assertThat(edge.burials).hasSize(1);
    }

    @Test
    void theAgeCountsFromTheFirstRead() {
        edge.under(new TestingPolicy().maxAge(10_000));
        edge.at(5_000).read(of(put(0), EU).failedAt(-100_000).readAt(5_000));
        edge.lookAt(14_999).answer(EU, Answer.Kind.UNAVAILABLE);
        assertThat(edge.burials).isEmpty();

        edge.lookAt(16_000);
        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.AGE_EXHAUSTED);
    }

    @Test
    void timeSpentParkedDoesNotCount() {
        edge.under(new TestingPolicy().maxAge(10_000)).read(of(put(0), EU));
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.lookAt(3_000).lookAt(DAY);
        edge.gates.put(EU, Gates.Gate.OPEN);

        edge.lookAt(DAY + 1).answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).isEmpty();
        edge.lookAt(DAY + 7_001);
        assertThat(edge.burials).hasSize(1);
    }

    @Test
    void timeSpentPausedDoesNotCount() {
        TestingPolicy policy = new TestingPolicy().maxAge(10_000).action(Policy.Action.PAUSE);
        edge.under(policy).read(of(put(0), EU)).lookAt(3_000).lookAt(DAY);

        edge.under(policy.action(Policy.Action.REPAIR)).lookAt(DAY + 1);

        assertThat(edge.written(EU)).hasSize(1);
    }

    @Test
    void whatComesWhileParkedIsAsOldAsItsComing() {
        edge.under(new TestingPolicy().maxAge(10_000)).read(of(put(0), EU));
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.lookAt(3_000).at(DAY).read(of(put(1), EU).at(DAY));
        edge.gates.put(EU, Gates.Gate.OPEN);
        edge.lookAt(DAY + 1).answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.repair(EU).ageFromMillis()).isEqualTo(TestingFailure.T0 + DAY + 1);
        edge.lookAt(DAY + 10_001);
        assertThat(edge.burials).hasSize(1);
    }

    @Test
    void whatItSupersededDiesWithTheWinner() {
        edge.under(new TestingPolicy().maxAttempts(1)).read(of(put(0), EU), of(put(1), EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).extracting(Effect.Bury::version).containsExactly(put(1));
        assertThat(edge.state.isEmpty()).isTrue();
        assertThat(edge.payloadsKept()).isZero();
    }

    @Test
    void aRecordTheStoreRefusedOnceSaysSoWithItsAttempt() {
        edge.read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.REJECTED);

        assertThat(edge.burials.get(0).attempts()).isOne();
        assertThat(edge.burials.get(0).reason()).isEqualTo(DeathReason.REJECTED);
        assertThat(edge.reported()).containsExactly(RepairState.DEAD);
    }
}
