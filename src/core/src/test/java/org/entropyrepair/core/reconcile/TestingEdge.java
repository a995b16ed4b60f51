package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;

/** One edge under a test's hand: steps it, keeps its payloads, remembers what it asked for. */
final class TestingEdge {
    final List<Effect.Write> writes = new ArrayList<>();
    final List<Effect.Report> reports = new ArrayList<>();
    final List<Effect.Bury> burials = new ArrayList<>();
    final Map<String, Gates.Gate> gates = new HashMap<>();
    boolean doubtful;
    private final Map<Integer, RawRecord> payloads = new HashMap<>();

    Policy policy;
    EdgeState state = EdgeState.EMPTY;
    Decision last = new Decision(EdgeState.EMPTY, List.of(), false, Set.of());
    private long nowMillis = TestingFailure.T0;
    private long revision;
    private long watermarkMillis = Long.MIN_VALUE;

    TestingEdge() {
        this(new TestingPolicy());
    }

    TestingEdge(TestingPolicy policy) {
        this.policy = policy.build();
    }

    TestingEdge under(TestingPolicy next) {
        policy = next.build();
        return this;
    }

    /** The clock stands so long after T0. */
    TestingEdge at(long afterMillis) {
        nowMillis = TestingFailure.T0 + afterMillis;
        return this;
    }

    /** The watermark stands so long after T0. */
    TestingEdge watermark(long afterMillis) {
        watermarkMillis = TestingFailure.T0 + afterMillis;
        return this;
    }

    /** This moment; its revision grows with each, as the operator's does. */
    Time time() {
        revision = Math.max(revision + Time.REVISIONS_PER_STEP, nowMillis * 1000);
        return new Time(nowMillis, watermarkMillis, revision);
    }

    TestingEdge read(TestingFailure... failures) {
        for (TestingFailure failure : failures) {
            step(new Input.Arrived(failure.build()));
        }
        return this;
    }

    TestingEdge look() {
        return step(new Input.Due(gates()));
    }

    /** Looks so long after T0. */
    TestingEdge lookAt(long afterMillis) {
        return at(afterMillis).look();
    }

    /** Answers the write in flight to a target. */
    TestingEdge answer(String target, Answer.Kind kind) {
        if (!(repair(target).phase() instanceof Phase.InFlight flight)) {
            throw new AssertionError("nothing in flight to " + target + ": " + state);
        }
        return answer(target, flight.lease(), kind);
    }

    TestingEdge answer(String target, int lease, Answer.Kind kind) {
        return step(
                new Input.Answered(
                        TestingFailure.CELL, target, lease, new Answer(kind, ""), gates()));
    }

    /** As after a restore: nothing that was in flight is. */
    TestingEdge restore() {
        return step(new Input.Rearmed(Set.of(), gates()));
    }

    Gates gates() {
        return new TestingGates(gates, doubtful);
    }

    TestingEdge step(Input input) {
        last = Reconciler.step(TestingFailure.EDGE, state, input, policy, time());
        state = last.state();
        last.effects().forEach(this::take);
        return this;
    }

    private void take(Effect effect) {
        if (effect instanceof Effect.Keep keep) {
            assertThat(payloads.put(keep.payload(), keep.raw())).isNull();
        } else if (effect instanceof Effect.Drop drop) {
            assertThat(payloads.remove(drop.payload())).isNotNull();
        } else if (effect instanceof Effect.Write write) {
            assertThat(payloads).containsKey(write.payload());
            writes.add(write);
        } else if (effect instanceof Effect.Report report) {
            reports.add(report);
        } else if (effect instanceof Effect.Bury bury) {
            burials.add(bury);
        }
    }

    int payloadsKept() {
        return payloads.size();
    }

    Alarms alarms() {
        return Alarms.of(state, policy, time());
    }

    /** When the clock wakes it next, after T0. */
    long nextClock() {
        return alarms().processingMillis() - TestingFailure.T0;
    }

    boolean isPending(String target) {
        return state.cells().stream()
                .flatMap(cell -> cell.repairs().stream())
                .anyMatch(repair -> repair.target().equals(target));
    }

    Repair repair(String target) {
        return repair(TestingFailure.CELL, target);
    }

    Repair repair(Cell cell, String target) {
        return state.cells().stream()
                .filter(of -> of.cell().equals(cell))
                .flatMap(of -> of.repairs().stream())
                .filter(repair -> repair.target().equals(target))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing pending at " + target));
    }

    /** When its next attempt is due, after T0. */
    long due(String target) {
        if (!(repair(target).phase() instanceof Phase.Waiting waiting)) {
            throw new AssertionError("does not wait for a time: " + repair(target).phase());
        }
        return waiting.dueMillis() - TestingFailure.T0;
    }

    Phase.Why parkedFor(String target) {
        if (!(repair(target).phase() instanceof Phase.Parked parked)) {
            throw new AssertionError("not parked: " + repair(target).phase());
        }
        return parked.why();
    }

    Effect.Write lastWrite() {
        return writes.get(writes.size() - 1);
    }

    Effect.Report lastReport() {
        return reports.get(reports.size() - 1);
    }

    List<Version> written(String target) {
        return writes.stream()
                .filter(write -> write.target().equals(target))
                .map(Effect.Write::version)
                .toList();
    }

    List<RepairState> reported() {
        return reports.stream().map(Effect.Report::state).toList();
    }
}
