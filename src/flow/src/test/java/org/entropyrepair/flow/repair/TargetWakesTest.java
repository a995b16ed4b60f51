package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.junit.jupiter.api.Test;

/** What waits at a target is looked at again when, and only when, it is of use. */
class TargetWakesTest {
    private static final RepairSettings.Limits SMALL =
            new RepairSettings.Limits(1, 2, 10, 1_000, true);
    private static final List<Subject> EDGES =
            IntStream.range(0, 20).mapToObj(Failures::edge).toList();
    private static final ParkedEdges PARKED = region -> EDGES.stream();

    private final TestingTarget there = new TestingTarget(0, SMALL);
    private final Target target = there.target;

    @Test
    void aPassThatASlowScopeBeganIsReadOnForAFastOne() {
        there.readEmptyIndex();
        Lane slow = there.lane("slow", 0.001);
        Lane fast = there.lane("fast", 0);
        refuse(slow, 1);
        refuse(slow, 2);
        refuse(slow, 3);
        there.pass(1_000_001);
        assertThat(target.nextWaiting(there.nowMillis)).isEqualTo(EDGES.get(1));
        assertThat(there.write(slow)).isEqualTo(1);
        assertThat(target.nextParked(PARKED, there.nowMillis)).isEqualTo(EDGES.get(0));
        refuse(slow, 4);
        assertThat(target.nextParked(PARKED, there.nowMillis)).as("the slow one is full").isNull();

        assertThat(there.enter(fast, "n")).isEqualTo(Gate.OPEN);
        refuse(fast, 5);
        refuse(fast, 6);
        refuse(fast, 7);
        there.comeBack("n", new WriteResult.Applied());
        assertThat(target.nextWaiting(there.nowMillis)).isEqualTo(EDGES.get(5));
        assertThat(target.nextWaiting(there.nowMillis)).isEqualTo(EDGES.get(6));
        assertThat(target.nextMillis(there.nowMillis)).isEqualTo(there.nowMillis + 1);
        assertThat(target.nextParked(PARKED, there.nowMillis)).isNotNull();
    }

    private void refuse(Lane lane, int edge) {
        assertThat(there.enter(lane, "n")).isIn(Gate.FULL, Gate.OVERFULL);
        target.settle(EDGES.get(edge));
    }

    @Test
    void probesThatSayNothingAreFollowedByOthers() {
        there.readEmptyIndex();
        misdeploy(Reach.STORE);
        for (int round = 0; round < 3; round++) {
            there.pass(15_000);
            int probes = 0;
            while (target.nextParked(PARKED, there.nowMillis) != null) {
                assertThat(there.enter()).isEqualTo(Gate.OPEN);
                probes++;
                target.comeBack(
                        new Flight.Landed(
                                there.flight("n", 1, 0),
                                null,
                                new Answer(Answer.Kind.SOURCE_AWAY, "away")),
                        there.nowMillis);
            }
            assertThat(probes).isGreaterThan(Health.PROBES);
            long next = target.nextMillis(there.nowMillis);
            assertThat(next).isBetween(there.nowMillis + 1, there.nowMillis + 15_000);
        }
    }

    @Test
    void whatParkedBecauseItFailedIsProbedThoughNobodyHasAsked() {
        there.readEmptyIndex();
        misdeploy(Reach.STORE);
        there.pass(15_000);
        assertThat(target.nextParked(PARKED, there.nowMillis)).isEqualTo(EDGES.get(0));
    }

    @Test
    void aNamespaceThatIsDueWhileNothingMayLeaveWaitsForRoom() {
        misdeploy(Reach.NAMESPACE);
        assertThat(there.enter()).isEqualTo(Gate.NAMESPACE_PARKED);
        target.settle(EDGES.get(0));
        there.readEmptyIndex();
        assertThat(there.enter(there.lane("all", 0), "other")).isEqualTo(Gate.OPEN);
        there.pass(60_000);
        assertThat(target.nextMillis(there.nowMillis)).isGreaterThan(there.nowMillis + 100);
        there.comeBack("other", new WriteResult.Applied());
        assertThat(target.nextMillis(there.nowMillis)).isLessThanOrEqualTo(there.nowMillis + 1);
        assertThat(target.nextParked(PARKED, there.nowMillis)).isNotNull();
    }

    @Test
    void namespacesThatAreOutDoNotWaitForEachOthersProbes() {
        for (String namespace : List.of("one", "other")) {
            there.enter(there.lane("all", 0), namespace);
            there.comeBack(namespace, new WriteResult.Misdeployed(Reach.NAMESPACE, "no table"));
        }
        there.pass(60_000);
        assertThat(target.namespacesOut()).isEqualTo(2);
        assertThat(target.nextParked(PARKED, there.nowMillis)).as("of the one").isNotNull();
        assertThat(target.nextParked(PARKED, there.nowMillis)).as("of the other").isNotNull();
        assertThat(target.namespacesOut()).isEqualTo(2);
    }

    @Test
    void whenNobodyIsKnownToWaitForANamespaceTheIndexTells() {
        there.readEmptyIndex();
        misdeploy(Reach.NAMESPACE);
        there.pass(1);
        there.readEmptyIndex(); // and the one that found out has gone meanwhile
        there.pass(60_000);
        assertThat(target.nextParked(PARKED, there.nowMillis)).isNotNull();
        there.pass(60_000);
        assertThat(target.namespacesOut()).isZero();
        assertThat(target.nextParked(PARKED, there.nowMillis)).isNotNull();
    }

    @Test
    void whatIsOfNoUseIsReadSlowlyUnlessAScopeCouldWrite() {
        there.readEmptyIndex();
        Lane slow = there.lane("slow", 0.001);
        refuse(slow, 1);
        refuse(slow, 2);
        refuse(slow, 3);
        there.pass(1_000_001);
        assertThat(target.nextWaiting(there.nowMillis)).isNotNull();
        assertThat(there.write(slow)).isEqualTo(1);
        assertThat(read(1_000)).as("one waits, but not yet for anything").isLessThan(300);
        there.pass(50);
        assertThat(read(1_000)).as("a little later").isBetween(1, 300);
        there.pass(1_000_001);
        assertThat(target.nextWaiting(there.nowMillis)).isNotNull();
        assertThat(read(1_000)).as("nobody waits, and one could go").isEqualTo(1_000);
    }

    private int read(int most) {
        ParkedEdges many = region -> IntStream.range(0, 100_000).mapToObj(Failures::edge);
        int read = 0;
        while (read < most && target.nextParked(many, there.nowMillis) != null) {
            read++;
        }
        return read;
    }

    private void misdeploy(Reach reach) {
        assertThat(there.enter()).isEqualTo(Gate.OPEN);
        there.comeBack("n", new WriteResult.Misdeployed(reach, "not as it should be"));
    }
}
