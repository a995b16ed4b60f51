package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.T0;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.DAY;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.MAX_WAIT;
import static org.entropyrepair.core.reconcile.TestingPolicy.VISIBLE_AFTER;

import java.util.List;
import org.entropyrepair.core.model.RepairState;
import org.junit.jupiter.api.Test;

/** What is said of ends and waits, and when. */
class OutcomesTest {
    private final TestingEdge edge = new TestingEdge();

    @Test
    void aWaitIsPublishedOnceItHasLastedLongEnough() {
        edge.read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);
        assertThat(edge.reports).isEmpty();
        long at = 3_000;
        while (at < 20 * VISIBLE_AFTER) {
            at = edge.nextClock();
            edge.lookAt(at);
            if (edge.repair(EU).phase() instanceof Phase.InFlight) {
                edge.answer(EU, Answer.Kind.UNAVAILABLE);
            }
        }

        assertThat(edge.reported()).containsExactly(RepairState.BACKING_OFF);
        Effect.Report report = edge.reports.get(0);
        assertThat(report.reason()).isEqualTo(Answer.Kind.UNAVAILABLE.text());
        assertThat(report.sinceMillis()).isEqualTo(T0 + 3_000);
        assertThat(report.nextAttemptAtMillis()).isGreaterThan(T0 + 3_000);
        assertThat(report.scope()).isEqualTo(TestingPolicy.SCOPE);
    }

    @Test
    void anAlarmIsSetForThePublication() {
        edge.under(new TestingPolicy().retry(TestingPolicy.SCOPE, slow())).read(of(put(0), EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.nextClock()).isEqualTo(3_000 + VISIBLE_AFTER);
        edge.lookAt(3_000 + VISIBLE_AFTER);
        assertThat(edge.reported()).containsExactly(RepairState.BACKING_OFF);
        assertThat(edge.nextClock()).isEqualTo(3_000 + 60_000);
    }

    private static Policy.Retry slow() {
        return new Policy.Retry(60_000, 2, 300_000, 0, 0, 0);
    }

    @Test
    void aShortWaitIsNotPublished() {
        edge.read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE);
        edge.lookAt(4_000).answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.reported()).containsExactly(RepairState.APPLIED);
    }

    @Test
    void newerVersionsDoNotPublishTheSameWaitAgain() {
        edge.under(new TestingPolicy().retry(TestingPolicy.SCOPE, slow())).read(of(put(0), EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE).lookAt(20_000);
        for (int i = 1; i < 1_000; i++) {
            edge.read(of(put(i), EU).at(20_000));
        }

        assertThat(edge.reported()).containsExactly(RepairState.BACKING_OFF);
    }

    @Test
    void aTargetThatIsParkedAsAWholeIsNotPublishedPerRepair() {
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.read(of(put(0), EU)).lookAt(3_000).lookAt(DAY);
        edge.gates.put(EU, Gates.Gate.OVERFULL);
        edge.look().lookAt(2 * DAY);

        assertThat(edge.reports).isEmpty();
        assertThat(edge.alarms().processingMillis()).isEqualTo(Alarms.NONE);
    }

    @Test
    void aNamespaceThatIsParkedIsPublishedPerRepairWithWhatTheStoreSaid() {
        edge.gates.put(EU, Gates.Gate.NAMESPACE_PARKED);
        edge.read(of(put(0), EU)).lookAt(3_000).lookAt(3_000 + VISIBLE_AFTER).lookAt(DAY);

        assertThat(edge.reported()).containsExactly(RepairState.PARKED);
        assertThat(edge.lastReport().reason())
                .isEqualTo(
                        "namespace "
                                + TestingFailure.CELL.namespace()
                                + " is parked at eu: "
                                + TestingGates.TROUBLE);
    }

    @Test
    void aPausedRepairIsPublished() {
        edge.under(new TestingPolicy().action(Policy.Action.PAUSE)).read(of(put(0), EU));
        edge.lookAt(3_000).lookAt(3_000 + VISIBLE_AFTER).lookAt(DAY);

        assertThat(edge.reported()).containsExactly(RepairState.PARKED);
        assertThat(edge.lastReport().reason()).isEqualTo(Phase.Why.PAUSED.text());
    }

    @Test
    void whoeverKnowsOfAnEarlierWaitIsToldOfTheOneThatFollows() {
        edge.under(new TestingPolicy().action(Policy.Action.PAUSE)).read(of(put(0), EU));
        edge.lookAt(3_000).lookAt(3_000 + VISIBLE_AFTER);
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.under(new TestingPolicy()).lookAt(20_000);
        assertThat(edge.reports).as("it may not last").hasSize(1);
        assertThat(edge.alarms().processingMillis() - edge.time().nowMillis())
                .isEqualTo(VISIBLE_AFTER);
        edge.lookAt(20_000 + VISIBLE_AFTER).lookAt(DAY);

        assertThat(reasons()).containsExactly(Phase.Why.PAUSED.text(), Phase.Why.TARGET.text());
        assertThat(edge.alarms().processingMillis()).isEqualTo(Alarms.NONE);
    }

    @Test
    void whatMeetsATargetThatIsBeingProbedWaitsForItAndNotForItsTurn() {
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.read(of(put(0), EU)).lookAt(3_000).step(new Input.Due(probing()));
        assertThat(edge.parkedFor(EU)).isEqualTo(Phase.Why.TARGET);
        edge.gates.put(EU, Gates.Gate.FULL);
        assertThat(edge.look().parkedFor(EU)).isEqualTo(Phase.Why.BACKLOG);
    }

    private static Gates probing() {
        return new Gates() {
            @Override
            public Gate at(String target, String scope, String namespace) {
                return Gate.FULL;
            }

            @Override
            public Fault fault(String target, String namespace) {
                return Fault.TARGET;
            }
        };
    }

    @Test
    void anAttemptThatFailsForAnotherReasonIsPublishedAndOneThatFailsForTheSameIsNot() {
        edge.under(new TestingPolicy().retry(TestingPolicy.SCOPE, slow()))
                .read(of(put(0), EU))
                .lookAt(3_000)
                .answer(EU, Answer.Kind.THROTTLED)
                .lookAt(20_000);
        edge.lookAt(DAY).answer(EU, Answer.Kind.THROTTLED);
        edge.lookAt(2 * DAY).answer(EU, Answer.Kind.UNKNOWN);

        assertThat(reasons())
                .containsExactly(Answer.Kind.THROTTLED.text(), Answer.Kind.UNKNOWN.text());
    }

    @Test
    void aHoldThatWasPublishedIsFollowedByTheWaitForRoom() {
        edge.read(of(put(0), EU).at(3 * VISIBLE_AFTER)).lookAt(VISIBLE_AFTER);
        edge.gates.put(EU, Gates.Gate.FULL);
        edge.lookAt(6 * VISIBLE_AFTER).lookAt(DAY);

        assertThat(edge.reported()).containsExactly(RepairState.HOLDING, RepairState.HOLDING);
        assertThat(reasons())
                .containsExactly("waiting for replication", "waiting for its turn at the target");
    }

    @Test
    void aWaitThatWillLastIsSaidWhenItIsSetAside() {
        edge.read(of(put(0), EU).at(3 * VISIBLE_AFTER)).step(new Input.SetAside());

        assertThat(edge.reported()).containsExactly(RepairState.HOLDING);
        assertThat(reasons()).containsExactly("waiting for replication");
        assertThat(edge.nextClock()).as("not to say it again").isGreaterThan(3 * VISIBLE_AFTER);
        edge.step(new Input.SetAside()).lookAt(2 * VISIBLE_AFTER);
        assertThat(edge.reports).hasSize(1);
    }

    @Test
    void anAttemptThatWillBeLongInComingIsSaidWhenItIsSetAside() {
        edge.under(new TestingPolicy().retry(TestingPolicy.SCOPE, slow())).read(of(put(0), EU));
        edge.lookAt(3_000).answer(EU, Answer.Kind.UNAVAILABLE).step(new Input.SetAside());

        assertThat(edge.reported()).containsExactly(RepairState.BACKING_OFF);
        assertThat(edge.nextClock()).isEqualTo(3_000 + 60_000);
    }

    @Test
    void aWaitThatMayBeShortIsNotSaidWhenItIsSetAside() {
        edge.read(of(put(0), EU)).step(new Input.SetAside());
        assertThat(edge.reports).as("the clock ends it before").isEmpty();

        TestingEdge byWatermark = new TestingEdge().watermark(3 * VISIBLE_AFTER - 1_000);
        byWatermark.read(of(put(0), EU).at(3 * VISIBLE_AFTER)).step(new Input.SetAside());
        assertThat(byWatermark.reports).as("the watermark ends it before").isEmpty();
        assertThat(byWatermark.nextClock()).isEqualTo(VISIBLE_AFTER);

        TestingEdge paused = new TestingEdge(new TestingPolicy().action(Policy.Action.PAUSE));
        paused.read(of(put(0), EU)).lookAt(3_000).step(new Input.SetAside());
        assertThat(paused.reports).as("nobody knows when it ends").isEmpty();
        assertThat(paused.nextClock()).isEqualTo(3_000 + VISIBLE_AFTER);
    }

    @Test
    void aTokenAheadOfTimeIsHeldAndSaysWhy() {
        edge.read(of(put(MAX_WAIT), EU)).lookAt(3_000).lookAt(20_000);

        assertThat(edge.reported()).containsExactly(RepairState.HOLDING);
        assertThat(edge.lastReport().reason()).isEqualTo("token is ahead of the clock");
    }

    @Test
    void everyEndIsPublishedByDefault() {
        edge.read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.HEALED);

        assertThat(edge.reported()).containsExactly(RepairState.HEALED);
        assertThat(edge.lastReport().attempts()).isOne();
    }

    @Test
    void notableEndsAreThoseNeitherAppliedNorHealed() {
        notableOnly().read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.APPLIED);
        edge.at(4_000).read(of(put(1), EU)).lookAt(7_000).answer(EU, Answer.Kind.HEALED);
        assertThat(edge.reports).isEmpty();

        edge.at(8_000).read(of(put(2), EU)).lookAt(17_000).answer(EU, Answer.Kind.SUPERSEDED);
        assertThat(edge.reported()).containsExactly(RepairState.SUPERSEDED);
    }

    @Test
    void theEndOfAPublishedWaitIsNotable() {
        waitVisibly(notableOnly()).lookAt(70_000).answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.reported()).containsExactly(RepairState.BACKING_OFF, RepairState.APPLIED);
    }

    @Test
    void theEndOfAPublishedWaitIsNotableAlsoIfANewerVersionCameMeanwhile() {
        waitVisibly(notableOnly()).read(of(put(1), EU).at(20_000));
        edge.lookAt(70_000).answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.reported()).containsExactly(RepairState.BACKING_OFF, RepairState.APPLIED);
        assertThat(edge.lastReport().version()).isEqualTo(put(1));
    }

    @Test
    void whatDiesAtOnceWhileAnotherVersionWaitsDoesNotHideThatWait() {
        waitVisibly(notableOnly()).at(20_000).read(of(put(20_001 + MAX_WAIT), EU));

        assertThat(edge.reported())
                .containsExactly(
                        RepairState.BACKING_OFF, RepairState.DEAD, RepairState.BACKING_OFF);
        edge.lookAt(70_000).answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.lastReport().state()).isEqualTo(RepairState.APPLIED);
        assertThat(edge.reports)
                .extracting(Effect.Report::revision)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void theRevisionGrowsOverTheEndOfARepairAndTheBeginOfTheNext() {
        waitVisibly(edge).lookAt(70_000).answer(EU, Answer.Kind.APPLIED);
        edge.at(70_001).read(of(put(9), EU).at(70_001)).lookAt(80_001);
        edge.answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.reports).hasSizeGreaterThanOrEqualTo(3);
        assertThat(edge.reports)
                .extracting(Effect.Report::revision)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void twoRepairsThatEndWithinAMillisecondAreToldApart() {
        edge.read(of(put(0), EU)).lookAt(3_000).answer(EU, Answer.Kind.APPLIED);
        edge.read(of(put(1), EU)).look().answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.reports).hasSize(2);
        assertThat(edge.reports.get(1).revision()).isGreaterThan(edge.reports.get(0).revision());
    }

    @Test
    void theRevisionGrowsAlsoWhereTheClockDoesNot() {
        waitVisibly(edge);
        long before = edge.lastReport().revision();

        edge.at(70_000).look().at(-60_000).answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.lastReport().revision()).isGreaterThan(before);
    }

    private List<String> reasons() {
        return edge.reports.stream().map(Effect.Report::reason).toList();
    }

    private TestingEdge notableOnly() {
        TestingPolicy policy = new TestingPolicy().retry(TestingPolicy.SCOPE, slow());
        policy.everyEnd = false;
        return edge.under(policy);
    }

    /** Something backs off, which readers know of. */
    private static TestingEdge waitVisibly(TestingEdge edge) {
        return edge.read(of(put(0), EU))
                .lookAt(3_000)
                .answer(EU, Answer.Kind.UNAVAILABLE)
                .at(20_000)
                .step(new Input.Due((target, scope, namespace) -> Gates.Gate.FULL));
    }
}
