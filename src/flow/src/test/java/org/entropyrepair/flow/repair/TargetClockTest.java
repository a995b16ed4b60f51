package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.sinks.WriteResult.Reach;
import org.junit.jupiter.api.Test;

/** What waits for a time waits no longer for it because the clock is set back. */
class TargetClockTest {
    private static final long HOUR = 3_600_000;
    private static final long PATIENCE = 20_000;

    private final TestingTarget there = new TestingTarget();
    private final Target target = there.target;

    @Test
    void aTargetThatIsOutIsProbedSoon() {
        there.enter();
        there.comeBack("n", new WriteResult.Misdeployed(Reach.STORE, "wrong password"));
        assertThat(target.isOut()).isTrue();
        there.pass(-HOUR);
        assertThat(target.nextMillis(there.nowMillis)).isLessThan(there.nowMillis + PATIENCE);
        there.pass(PATIENCE);
        assertThat(there.enter()).isEqualTo(Gate.OPEN);
    }

    @Test
    void aNamespaceThatIsOutIsProbedSoon() {
        Subject edge = Failures.edge(1);
        there.enter();
        there.comeBack("n", new WriteResult.Misdeployed(Reach.NAMESPACE, "no table"));
        assertThat(there.enter()).isEqualTo(Gate.NAMESPACE_PARKED);
        target.settle(edge);
        there.pass(-HOUR);
        assertThat(target.nextMillis(there.nowMillis)).isLessThan(there.nowMillis + PATIENCE);
        there.pass(PATIENCE);
        assertThat(there.enter()).isEqualTo(Gate.OPEN);
    }

    @Test
    void aRampGoesOnFromTheFloor() {
        target.ramp(there.nowMillis);
        there.pass(-HOUR);
        there.enter();
        assertThat(target.limit()).isEqualTo(8);
        there.pass(PATIENCE);
        there.enter();
        assertThat(target.limit()).isEqualTo(512);
    }
}
