package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Gates.Fault;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.junit.jupiter.api.Test;

/** When a target goes out, whose fault a failure is, and how it is found to be back. */
class TargetBreakerTest {
    private static final long DAY = 86_400_000;
    private static final WriteResult AWAY = new WriteResult.Unavailable("away");
    private static final WriteResult DONE = new WriteResult.Applied();

    private final TestingTarget there = new TestingTarget();
    private final Target target = there.target;

    @Test
    void aTargetThatGoesOutWithASuccessIsProbedAgain() {
        for (int i = 0; i < 5; i++) {
            there.write(AWAY);
        }
        for (int i = 0; i < 5; i++) {
            there.write(DONE);
        }
        assertThat(target.isOut()).isTrue();
        assertProbed();
    }

    @Test
    void aTargetWhoseProbesEndWithASuccessButMostlyFailIsProbedAgain() {
        goOut();
        assertProbed();
        for (int i = 0; i < 4; i++) {
            there.comeBack("n", new WriteResult.Unknown("no answer"));
        }
        there.comeBack("n", DONE);
        assertThat(there.enter()).isEqualTo(Gate.PARKED);
        assertThat(target.isOut()).isTrue();
        assertProbed();
    }

    @Test
    void whoWaitedForRoomIsLookedAtWhenTheTargetGoesOut() {
        Subject edge = Failures.put(1, "eu").subject();
        Lane slow = there.lane("slow", 0.001);
        assertThat(there.enter(slow, "n")).isEqualTo(Gate.FULL);
        target.settle(edge);
        goOut();
        assertThat(target.nextWaiting(there.nowMillis)).isEqualTo(edge);
        assertThat(target.nextWaiting(there.nowMillis)).isNull();
        assertThat(there.enter()).isEqualTo(Gate.PARKED);
    }

    @Test
    void aFailureCountsOnlyIfTheTargetAnswersOthers() {
        there.enter();
        assertThat(there.comeBack("n", AWAY)).as("never answered anybody").isEqualTo(Fault.DOUBT);
        there.write(DONE);
        there.enter();
        assertThat(there.comeBack("n", AWAY)).as("answered before").isEqualTo(Fault.REPAIR);
        assertThat(target.fault("n")).isEqualTo(Fault.DOUBT);
        there.enter();
        assertThat(there.comeBack("n", AWAY)).as("not since it failed").isEqualTo(Fault.DOUBT);
        assertThat(target.isWell()).isTrue();
    }

    @Test
    void aTargetWithLittleToDoIsOutWhenItHasAnsweredNobodyForASecond() {
        there.write(AWAY);
        there.pass(999).write(AWAY);
        assertThat(target.isOut()).isFalse();
        there.pass(1);
        there.enter();
        assertThat(there.comeBack("n", AWAY)).isEqualTo(Fault.TARGET);
        assertThat(target.isOut()).isTrue();
        assertProbed();
    }

    @Test
    void oneAnsweredProbeIsEnoughIfThereIsNothingMoreToSend() {
        goOut();
        assertProbed();
        there.comeBack("n", DONE);
        assertThat(target.isWell()).isFalse();
        there.pass(1_000);
        assertThat(target.isWell()).isTrue();
    }

    @Test
    void aProbeThatFailsAloneMeansThatItIsStillOutForTwiceAsLong() {
        goOut();
        long first = target.nextMillis(there.nowMillis) - there.nowMillis;
        assertProbed();
        there.comeBack("n", AWAY);
        there.pass(1_000);
        assertThat(target.isOut()).isTrue();
        assertThat(target.nextMillis(there.nowMillis) - there.nowMillis).isEqualTo(2 * first);
    }

    @Test
    void aWrongDeploymentPutsTheTargetOutAtOnceAndItsMessageIsTheReason() {
        there.write(DONE);
        there.enter();
        assertThat(there.comeBack("n", new WriteResult.Misdeployed(Reach.STORE, "wrong password")))
                .isEqualTo(Fault.TARGET);
        assertThat(target.isOut()).isTrue();
        assertThat(target.lastTrouble()).isEqualTo("wrong password");
        assertProbed();
    }

    @Test
    void slowAnswersAreAnswers() {
        for (int i = 0; i < 50; i++) {
            there.enter();
            there.comeBack("n", DONE, 3_600_000);
        }
        assertThat(target.isWell()).isTrue();
    }

    @Test
    void throttlingIsNoOutage() {
        for (int i = 0; i < 50; i++) {
            there.write(new WriteResult.Throttled("slower"));
        }
        assertThat(target.isWell()).isTrue();
    }

    private void goOut() {
        for (int i = 0; i < 10; i++) {
            there.write(AWAY);
        }
        assertThat(target.isOut()).isTrue();
    }

    /** When its time has come, exactly five writes are let in. */
    private void assertProbed() {
        long probeMillis = target.nextMillis(there.nowMillis);
        assertThat(probeMillis)
                .isNotEqualTo(Alarms.NONE)
                .isBetween(there.nowMillis + 1, there.nowMillis + DAY);
        there.pass(probeMillis - there.nowMillis);
        for (int i = 0; i < Health.PROBES; i++) {
            assertThat(there.enter()).isEqualTo(Gate.OPEN);
        }
        assertThat(there.enter()).isEqualTo(Gate.FULL);
    }
}
