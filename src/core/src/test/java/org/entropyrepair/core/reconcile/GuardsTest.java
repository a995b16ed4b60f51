package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.core.reconcile.TestingFailure.CELL;
import static org.entropyrepair.core.reconcile.TestingFailure.delete;
import static org.entropyrepair.core.reconcile.TestingFailure.expiringPut;
import static org.entropyrepair.core.reconcile.TestingFailure.of;
import static org.entropyrepair.core.reconcile.TestingFailure.put;
import static org.entropyrepair.core.reconcile.TestingPolicy.DAY;
import static org.entropyrepair.core.reconcile.TestingPolicy.EU;
import static org.entropyrepair.core.reconcile.TestingPolicy.GRAPH;
import static org.entropyrepair.core.reconcile.TestingPolicy.MAX_DRIFT;
import static org.entropyrepair.core.reconcile.TestingPolicy.MAX_WAIT;
import static org.entropyrepair.core.reconcile.TestingPolicy.NAMESPACE;
import static org.entropyrepair.core.reconcile.TestingPolicy.TOMBSTONES_KEPT;

import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;
import org.junit.jupiter.api.Test;

/** Tokens ahead of time, puts older than tombstones, time to live, record deletes. */
class GuardsTest {
    /** Tombstones are kept for ten days, less an hour's margin. */
    private static final long WINDOW = TOMBSTONES_KEPT - 3_600_000;

    private final TestingEdge edge = new TestingEdge();

    @Test
    void aTokenWithinTheDriftIsWritten() {
        edge.read(of(put(3_000 + MAX_DRIFT), EU)).lookAt(3_000);

        assertThat(edge.written(EU)).hasSize(1);
    }

    @Test
    void aTokenAheadOfTimeIsWaitedFor() {
        edge.read(of(put(60_000), EU)).lookAt(3_000);
        assertThat(edge.writes).isEmpty();
        assertThat(edge.due(EU)).isEqualTo(60_000 - MAX_DRIFT);

        edge.lookAt(60_000 - MAX_DRIFT);
        assertThat(edge.written(EU)).containsExactly(put(60_000));
    }

    @Test
    void aTokenFarAheadOfTimeIsADeadLetter() {
        edge.read(of(put(MAX_WAIT + 1), EU));

        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.CLOCK_DRIFT);
        assertThat(edge.burials.get(0).record()).isInstanceOf(Effect.Source.Fresh.class);
        assertThat(edge.reported()).containsExactly(RepairState.DEAD);
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void aDeleteFarAheadOfTimeIsADeadLetterToo() {
        edge.read(of(delete(MAX_WAIT + 1), EU));

        assertThat(edge.burials).hasSize(1);
    }

    @Test
    void whileTheWinnerIsAheadOfTimeTheRunnerUpIsWritten() {
        edge.read(of(put(1), EU), of(put(60_000), EU)).lookAt(3_000);
        assertThat(edge.written(EU)).containsExactly(put(1));

        edge.answer(EU, Answer.Kind.APPLIED).look();
        assertThat(edge.repair(EU).best().version()).isEqualTo(put(60_000));
        edge.lookAt(60_000);
        assertThat(edge.written(EU)).containsExactly(put(1), put(60_000));
    }

    @Test
    void aPutOlderThanTombstonesIsADeadLetter() {
        edge.at(WINDOW + 1).read(of(put(0), EU).at(WINDOW + 1));

        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.TOMBSTONE_WINDOW);
    }

    @Test
    void aPutJustWithinTheWindowIsWritten() {
        edge.at(WINDOW - 3_000).read(of(put(0), EU).at(WINDOW - 3_000)).lookAt(WINDOW);

        assertThat(edge.written(EU)).containsExactly(put(0));
    }

    @Test
    void aDeleteIsWrittenHoweverOldItIs() {
        edge.at(100 * DAY).read(of(delete(0), EU).at(100 * DAY)).lookAt(100 * DAY + 3_000);

        assertThat(edge.written(EU)).containsExactly(delete(0));
    }

    @Test
    void anExpiredPutIsWrittenHoweverOldItIsSinceItIsADelete() {
        edge.at(100 * DAY).read(of(expiringPut(0, 60), EU).at(100 * DAY));
        edge.lookAt(100 * DAY + 3_000).answer(EU, Answer.Kind.APPLIED);

        assertThat(edge.written(EU)).containsExactly(expiringPut(0, 60));
        assertThat(edge.reported()).containsExactly(RepairState.EXPIRED);
    }

    @Test
    void anOlderPlainPutDoesNotSurviveAnExpiredNewerOne() {
        edge.read(of(put(0), EU), of(expiringPut(1, 1), EU)).lookAt(3_000);
        assertThat(edge.written(EU)).containsExactly(expiringPut(1, 1));

        edge.answer(EU, Answer.Kind.APPLIED);
        assertThat(edge.reported()).containsExactly(RepairState.EXPIRED);
        assertThat(edge.state.isEmpty()).isTrue();
    }

    @Test
    void guardsAreAskedAgainBeforeEveryWrite() {
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.read(of(put(0), EU), of(delete(-1), EU)).lookAt(3_000);
        edge.gates.put(EU, Gates.Gate.OPEN);

        edge.lookAt(WINDOW + 1);

        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.TOMBSTONE_WINDOW);
        assertThat(edge.written(EU)).containsExactly(delete(-1));
    }

    @Test
    void whatAllGuardsRefuseEndsAsDead() {
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.read(of(put(0), EU), of(put(1), EU)).lookAt(3_000).lookAt(WINDOW + 2);

        assertThat(edge.burials).extracting(Effect.Bury::version).containsExactly(put(1), put(0));
        assertThat(edge.reported()).containsExactly(RepairState.DEAD);
        assertThat(edge.state.isEmpty()).isTrue();
        assertThat(edge.payloadsKept()).isZero();
    }

    @Test
    void theRunnerUpDoesNotInheritTheAttemptsOfOneTheGuardsRefused() {
        edge.under(new TestingPolicy().maxAttempts(2));
        edge.read(of(put(0), EU), of(delete(-1), EU)).lookAt(3_000);
        edge.answer(EU, Answer.Kind.UNAVAILABLE);
        edge.gates.put(EU, Gates.Gate.PARKED);
        edge.lookAt(5_000);
        edge.gates.put(EU, Gates.Gate.OPEN);

        edge.lookAt(WINDOW + 1).answer(EU, Answer.Kind.UNAVAILABLE);

        assertThat(edge.burials).extracting(Effect.Bury::version).containsExactly(put(0));
        assertThat(edge.repair(EU).attempts()).isOne();
    }

    @Test
    void recordDeletesNeedANamespaceThatAllowsThem() {
        Cell record = Cell.wholeRecord(NAMESPACE, CELL.id());
        edge.read(of(delete(0), EU).cell(record)).lookAt(3_000);
        assertThat(edge.written(EU)).containsExactly(delete(0));

        TestingPolicy without = new TestingPolicy();
        without.namespaces.put(NAMESPACE, new Policy.NamespaceRule(GRAPH, TOMBSTONES_KEPT, false));
        edge.under(without).read(of(delete(1), EU).cell(record));
        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.UNSUPPORTED_OP);
    }

    @Test
    void aRecordDeleteOfANamespaceThatBecameKnownIsCheckedThen() {
        Cell record = Cell.wholeRecord(NAMESPACE, CELL.id());
        TestingPolicy unknown = new TestingPolicy();
        unknown.namespaces.clear();
        TestingPolicy without = new TestingPolicy();
        without.namespaces.put(NAMESPACE, new Policy.NamespaceRule(GRAPH, TOMBSTONES_KEPT, false));

        edge.under(unknown).read(of(delete(0), EU).cell(record)).look();
        edge.under(without).look();

        assertThat(edge.writes).isEmpty();
        assertThat(edge.burials)
                .extracting(Effect.Bury::reason)
                .containsExactly(DeathReason.UNSUPPORTED_OP);
    }
}
