package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.T0;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.AP;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.LAG;
import static org.entropyrepair.core.reconcile.TestingPolicy.US;

import org.junit.jupiter.api.Test;

/** The wait for cross-region replication before the first attempt. */
class HoldTest {
    private final TestingEdge edge = new TestingEdge();

    @Test
    void nothingIsWrittenWhileReplicationMayStillDoIt() {
        edge.read(of(put(0), EU)).watermark(LAG - 1).lookAt(LAG + 999);

        assertThat(edge.writes).isEmpty();
        assertThat(edge.last.dueNow()).isFalse();
    }

    @Test
    void theWatermarkEndsIt() {
        edge.read(of(put(0), EU));
        assertThat(edge.alarms().eventMillis()).isEqualTo(T0 + LAG);

        edge.watermark(LAG).lookAt(1);

        assertThat(edge.written(EU)).containsExactly(put(0));
    }

    @Test
    void theDeadlineEndsItWhereNoWatermarkComes() {
        edge.read(of(put(0), EU));
        assertThat(edge.nextClock()).isEqualTo(LAG + 1_000);

        edge.lookAt(LAG + 1_000);

        assertThat(edge.written(EU)).containsExactly(put(0));
    }

    @Test
    void theDeadlineCountsFromTheFirstReadOfAnOldRecord() {
        edge.at(60_000).read(of(put(0), EU).failedAt(0).readAt(60_000));

        assertThat(edge.nextClock()).isEqualTo(60_000 + LAG + 1_000);
        assertThat(edge.alarms().eventMillis()).isEqualTo(T0 + LAG);
    }

    @Test
    void theDeadlineIsFixedAtTheFirstRead() {
        edge.read(of(put(0), EU));
        edge.at(2_500).read(of(put(0), EU).failedAt(0).readAt(2_500), of(put(9), EU).at(2_500));

        assertThat(edge.repair(EU).phase())
                .isEqualTo(new Phase.Holding(T0 + LAG, T0 + LAG + 1_000));
    }

    @Test
    void aMergeBringsItsEndForward() {
        TestingPolicy policy = new TestingPolicy();
        policy.routes.put(new Policy.Route(AP, EU), 60_000L);
        edge.under(policy).read(of(put(0), EU).from(AP));
        assertThat(edge.nextClock()).isEqualTo(TestingPolicy.VISIBLE_AFTER);

        edge.read(of(put(1), EU).from(US));

        assertThat(edge.repair(EU).phase())
                .isEqualTo(new Phase.Holding(T0 + LAG, T0 + LAG + 1_000));
    }

    @Test
    void theLagIsThatOfTheRoute() {
        TestingPolicy policy = new TestingPolicy();
        policy.routes.put(new Policy.Route(US, AP), 5_000L);
        edge.under(policy).read(of(put(0), EU), of(put(0), AP)).watermark(4_999).look();

        assertThat(edge.writes).extracting(Effect.Write::target).containsExactly(EU);
        assertThat(edge.alarms().eventMillis()).isEqualTo(T0 + 5_000);
    }

    @Test
    void aRestoreDoesNotBeginItAnew() {
        edge.read(of(put(0), EU)).at(LAG + 500).restore();
        assertThat(edge.nextClock()).isEqualTo(LAG + 1_000);

        edge.at(LAG + 1_000).restore();
        assertThat(edge.written(EU)).hasSize(1);
    }
}
