package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.FEED;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.AP;
import static org.entropyrepair.core.reconcile.TestingPolicy.DAY;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.UNKNOWN_KEPT;
import static org.entropyrepair.core.reconcile.TestingPolicy.US;
import static org.entropyrepair.core.reconcile.TestingPolicy.VISIBLE_AFTER;
import static org.entropyrepair.core.reconcile.TestingPolicy.origins;

import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.junit.jupiter.api.Test;

/** Pause, observe, discard, and what the config does not know. */
class ScopesTest {
    private final TestingEdge edge = new TestingEdge();

    @Test
    void theFirstScopeThatMatchesWins() {
        edge.under(
                        new TestingPolicy()
                                .withoutScopes()
                                .scope("first", origins(US))
                                .scope("second", origins(US, EU)))
                .read(of(put(0), EU).from(US))
                .lookAt(3_000);

        assertThat(edge.lastWrite().scope()).isEqualTo("first");
    }

    @Test
    void aRepairFallsUnderTheScopeOfTheOriginWhichMadeItPending() {
        edge.under(
                        new TestingPolicy()
                                .withoutScopes()
                                .scope("from us", origins(US))
                                .scope("from ap", origins(AP)))
                .read(of(put(0), EU).from(AP), of(put(1), EU).from(US))
                .lookAt(3_000);

        assertThat(edge.lastWrite().scope()).isEqualTo("from ap");
        assertThat(edge.lastWrite().version()).isEqualTo(put(1));
    }

    @Test
    void aPausedScopeAccumulatesAndMergesAndWritesNothing() {
        TestingPolicy policy = new TestingPolicy().action(Policy.Action.PAUSE);
        edge.under(policy).read(of(put(0), EU)).lookAt(3_000).read(of(put(1), EU)).lookAt(DAY);
        assertThat(edge.writes).isEmpty();
        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.PAUSED);

        edge.under(policy.action(Policy.Action.REPAIR)).look();
        assertThat(edge.written(EU)).containsExactly(put(1));
    }

    @Test
    void anObservedRepairSaysOnceWhatItWouldWriteAndStaysPending() {
        TestingPolicy policy = new TestingPolicy().action(Policy.Action.OBSERVE);
        edge.under(policy).read(of(put(0), EU)).lookAt(3_000).look().lookAt(DAY);

        assertThat(edge.writes).isEmpty();
        assertThat(edge.reported()).containsExactly(RepairState.OBSERVED);
        assertThat(edge.state.parkedTargets()).containsExactly(EU);

        edge.read(of(put(1), EU).at(DAY)).look();
        assertThat(edge.reported()).containsExactly(RepairState.OBSERVED, RepairState.OBSERVED);
        assertThat(edge.lastReport().version()).isEqualTo(put(1));

        edge.under(policy.action(Policy.Action.REPAIR)).look();
        assertThat(edge.written(EU)).containsExactly(put(1));
    }

    @Test
    void aDiscardingScopeEndsWhatArrives() {
        edge.under(new TestingPolicy().action(Policy.Action.DISCARD)).read(of(put(0), EU));

        assertThat(edge.reported()).containsExactly(RepairState.DISCARDED);
        assertThat(edge.state).isSameAs(EdgeState.EMPTY);
        assertThat(edge.payloadsKept()).isZero();
    }

    @Test
    void aScopeThatBecomesDiscardingEndsWhatIsPending() {
        edge.read(of(put(0), EU), of(put(1), EU)).lookAt(100);
        edge.under(new TestingPolicy().action(Policy.Action.DISCARD)).lookAt(3_000);

        assertThat(edge.reported()).containsExactly(RepairState.DISCARDED);
        assertThat(edge.lastReport().version()).isEqualTo(put(1));
        assertThat(edge.state.isEmpty()).isTrue();
        assertThat(edge.payloadsKept()).isZero();
    }

    @Test
    void aWriteInFlightIsAnsweredBeforeItIsDiscarded() {
        edge.read(of(put(0), EU)).lookAt(3_000);
        edge.under(new TestingPolicy().action(Policy.Action.DISCARD)).look();
        assertThat(edge.isPending(EU)).isTrue();

        edge.answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.reported()).containsExactly(RepairState.APPLIED);
    }

    @Test
    void whatTheConfigDoesNotKnowIsParkedWithThatReason() {
        TestingPolicy unknown = new TestingPolicy();
        unknown.graphs = Set.of("other");
        assertThat(reasonUnder(unknown)).isEqualTo(Phase.Why.UNKNOWN_GRAPH);

        unknown = new TestingPolicy();
        unknown.regions.remove(EU);
        assertThat(reasonUnder(unknown)).isEqualTo(Phase.Why.UNKNOWN_REGION);

        unknown = new TestingPolicy();
        unknown.regions.remove(US);
        assertThat(reasonUnder(unknown)).isEqualTo(Phase.Why.UNKNOWN_REGION);

        unknown = new TestingPolicy();
        unknown.namespaces.clear();
        assertThat(reasonUnder(unknown)).isEqualTo(Phase.Why.UNKNOWN_NAMESPACE);

        unknown = new TestingPolicy();
        unknown.namespaces.put(
                TestingPolicy.NAMESPACE, new Policy.NamespaceRule("other", DAY, true));
        assertThat(reasonUnder(unknown)).isEqualTo(Phase.Why.UNKNOWN_NAMESPACE);

        assertThat(reasonUnder(new TestingPolicy().withoutScopes())).isEqualTo(Phase.Why.NO_SCOPE);
    }

    private static Phase.Why reasonUnder(TestingPolicy policy) {
        TestingEdge edge = new TestingEdge(policy).read(of(put(0), EU));
        Phase.Why why = edge.parkedFor(EU);
        edge.lookAt(3_000).lookAt(VISIBLE_AFTER);
        assertThat(edge.lastReport().state()).isEqualTo(RepairState.PARKED);
        assertThat(edge.lastReport().reason()).isEqualTo(why.text());
        assertThat(edge.lastReport().scope()).isEmpty();
        return why;
    }

    @Test
    void whatBecomesKnownIsRepaired() {
        edge.under(new TestingPolicy().withoutScopes()).read(of(put(0), EU)).lookAt(DAY);
        edge.under(new TestingPolicy()).look().answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.burials).isEmpty();
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void repairsOfARetiredRegionEndOnPurposeWhateverTheyWaitFor() {
        edge.read(of(put(0), EU)).look();
        assertThat(edge.state.isEmpty()).isFalse();
        edge.under(new TestingPolicy().retire(EU, Policy.Retirement.DISCARD)).lookAt(DAY);
        assertThat(edge.state.isEmpty()).isTrue();
        assertThat(edge.lastReport().state()).isEqualTo(RepairState.DISCARDED);
        assertThat(edge.lastReport().scope()).isEqualTo("retired");
        assertThat(edge.burials).isEmpty();
        edge.read(of(put(1), EU));
        assertThat(edge.state.isEmpty()).isTrue();
        assertThat(edge.lastReport().state()).isEqualTo(RepairState.DISCARDED);
    }

    @Test
    void repairsOfARetiredRegionDieAtOnceEvenIfItWasUnknownBefore() {
        TestingPolicy unknown = new TestingPolicy();
        unknown.regions.remove(EU);
        edge.under(unknown).read(of(put(0), EU), of(put(1), EU)).lookAt(VISIBLE_AFTER);
        assertThat(edge.burials).isEmpty();
        edge.under(new TestingPolicy().retire(EU, Policy.Retirement.DEAD_LETTER)).look();
        assertThat(edge.burials).hasSize(2);
        assertThat(edge.burials.get(0).reason()).isEqualTo(DeathReason.UNKNOWN_REGION);
        assertThat(edge.burials.get(0).message()).contains("is retired");
        assertThat(edge.state.isEmpty()).isTrue();
        edge.read(of(put(2), EU)).look();
        assertThat(edge.burials).hasSize(3);
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void whatARetiredRegionReportedAboutOthersIsStillRepaired() {
        edge.under(new TestingPolicy().retire(US, Policy.Retirement.DISCARD))
                .read(of(put(0), EU))
                .lookAt(DAY)
                .answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.burials).isEmpty();
        assertThat(edge.state.isEmpty()).isTrue();
        assertThat(edge.lastReport().state()).isEqualTo(RepairState.APPLIED);
    }

    @Test
    void whatStaysUnknownDiesInTheEnd() {
        edge.under(new TestingPolicy().withoutScopes()).read(of(put(0), EU), of(put(1), EU));
        edge.lookAt(VISIBLE_AFTER);
        assertThat(edge.nextClock()).isEqualTo(UNKNOWN_KEPT);

        edge.lookAt(UNKNOWN_KEPT - 1);
        assertThat(edge.burials).isEmpty();
        edge.lookAt(UNKNOWN_KEPT);

        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.NO_SCOPE, DeathReason.NO_SCOPE);
        assertThat(edge.burials).extracting(Effect.Bury::version).containsExactly(put(1), put(0));
        assertThat(edge.lastReport().state()).isEqualTo(RepairState.DEAD);
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void anotherReasonDoesNotProlongIt() {
        TestingPolicy unknown = new TestingPolicy();
        unknown.namespaces.clear();
        edge.under(unknown).read(of(put(0), EU)).lookAt(DAY);

        edge.under(new TestingPolicy().withoutScopes()).look();
        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.NO_SCOPE);
        edge.lookAt(UNKNOWN_KEPT);

        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.NO_SCOPE);
    }

    @Test
    void whatIsOverIsDueEvenIfItsAlarmIsMissed() {
        edge.under(new TestingPolicy().withoutScopes()).read(of(put(0), EU));

        edge.at(UNKNOWN_KEPT + 1).read(of(put(0), EU).readAt(UNKNOWN_KEPT + 1));

        assertThat(edge.last.dueNow()).isTrue();
        edge.look();
        assertThat(edge.last.dueNow()).isFalse();
        assertThat(edge.burials).hasSize(1);
    }

    @Test
    void aKnownFailureMakesAParkedUnknownOneKnown() {
        edge.under(new TestingPolicy().withoutScopes().scope("us", origins(US)))
                .read(of(put(0), EU).from(AP))
                .look()
                .read(of(put(1), EU).from(US));
        assertThat(edge.repair(EU).phase()).isInstanceOf(Phase.Holding.class);

        edge.lookAt(3_000);
        assertThat(edge.written(EU)).containsExactly(put(1));
        assertThat(edge.lastWrite().scope()).isEqualTo("us");
    }

    @Test
    void aPendingRepairWhoseScopeIsTakenAwayIsParked() {
        edge.read(of(put(0), EU));
        edge.under(new TestingPolicy().withoutScopes()).lookAt(3_000);

        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.NO_SCOPE);
        assertThat(edge.nextClock()).isEqualTo(3_000 + VISIBLE_AFTER);
    }

    @Test
    void aFeedMayOnlyReportTheOriginsItAccepts() {
        TestingPolicy policy = new TestingPolicy();
        policy.accepts.put(FEED, Set.of(US));
        edge.under(policy).read(of(put(0), EU).from(US), of(put(1), EU).from(AP));

        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.REJECTED);
        assertThat(edge.burials.get(0).version()).isEqualTo(put(1));
        assertThat(edge.repair(EU).best().version()).isEqualTo(put(0));
    }
}
