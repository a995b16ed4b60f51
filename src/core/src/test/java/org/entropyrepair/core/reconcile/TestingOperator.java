package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * The smallest operator: keeps state and payloads, sets alarms, sends writes, and watches the laws.
 */
final class TestingOperator {
    private final Subject subject = TestingFailure.EDGE;
    private final Function<String, LastWriteStore> stores;
    private final Map<Debts.Place, Long> revisions = new HashMap<>();

    /** What ended without having been written, in any life. */
    final Map<Debts.Place, Set<Version>> ended = new HashMap<>();

    /** Writes of this life, answered or not. */
    final List<Flight> flights = new ArrayList<>();

    private EdgeState state = EdgeState.EMPTY;
    private Map<Integer, RawRecord> payloads = new HashMap<>();
    private Debts debts = new Debts();
    private Alarms alarms = new Alarms(Alarms.NONE, Alarms.NONE);
    private boolean dueNow;
    private Set<String> blockedOn = Set.of();
    private int effects;

    /** False from a restore until the sweep has come by. */
    private boolean armed = true;

    Policy policy;
    private Gates gates = Gates.ALL_OPEN;

    /** A write on its way. */
    record Flight(Effect.Write write, Input.Lease lease, long untilMillis) {}

    /** What survives a crash. */
    record Snapshot(EdgeState state, Map<Integer, RawRecord> payloads, Debts debts) {}

    TestingOperator(Policy policy, Function<String, LastWriteStore> stores) {
        this.policy = policy;
        this.stores = stores;
    }

    EdgeState state() {
        return state;
    }

    Alarms alarms() {
        return alarms;
    }

    boolean isArmed() {
        return armed;
    }

    boolean isDueNow() {
        return dueNow;
    }

    Set<String> blockedOn() {
        return blockedOn;
    }

    int effects() {
        return effects;
    }

    boolean isSettled() {
        return state.isEmpty() && payloads.isEmpty() && debts.isEmpty();
    }

    Snapshot snapshot() {
        return new Snapshot(state, new HashMap<>(payloads), debts.copy());
    }

    /** Begins another life: leases and alarms are gone. {@link #rearm} has to follow. */
    void restore(Snapshot snapshot) {
        state = snapshot.state;
        payloads = new HashMap<>(snapshot.payloads);
        debts = snapshot.debts.copy();
        alarms = new Alarms(Alarms.NONE, Alarms.NONE);
        dueNow = false;
        blockedOn = Set.of();
        flights.clear();
        armed = false;
    }

    void read(Failure failure, Time time) {
        debts.arrived(failure);
        EdgeState before = state;
        Decision decision = step(new Input.Arrived(failure), time);
        Laws.arrival(before, decision);
        Laws.shared(subject, failure, decision, policy);
    }

    void look(Gates at, Time time) {
        gates = at;
        step(new Input.Due(at), time);
    }

    /** It is set aside, if it rests: then nothing comes of it but words. */
    void setAside(Time time) {
        if (state.restsUntil(time)) {
            Decision decision = step(new Input.SetAside(), time);
            Laws.require(
                    decision.effects().stream().allMatch(one -> one instanceof Effect.Report)
                            && !decision.dueNow(),
                    "what is set aside only speaks",
                    decision);
        }
    }

    void rearm(Gates at, Time time) {
        gates = at;
        armed = true;
        step(new Input.Rearmed(live(), at), time);
    }

    /** The store has processed a write, whoever still waits for its answer. */
    void landed(Effect.Write write) {
        debts.written(new Debts.Place(write.cell(), write.target()), write.version());
    }

    void answer(Flight flight, Answer.Kind kind, Gates at, Time time) {
        gates = at;
        flights.remove(flight);
        Input.Lease lease = flight.lease;
        step(
                new Input.Answered(
                        lease.cell(), lease.target(), lease.number(), new Answer(kind, ""), at),
                time);
    }

    private Set<Input.Lease> live() {
        Set<Input.Lease> live = new HashSet<>();
        flights.forEach(flight -> live.add(flight.lease));
        return live;
    }

    private Decision step(Input input, Time time) {
        EdgeState before = state;
        Decision decision = Laws.decide(subject, before, input, policy, time);
        boolean byArrival = input instanceof Input.Arrived;
        for (Effect effect : decision.effects()) {
            effects++;
            take(effect, decision.state(), input, time);
        }
        state = decision.state();
        dueNow = decision.dueNow();
        blockedOn = decision.blockedOn();
        alarms = Alarms.of(state, policy, time);
        Laws.shape(state);
        Laws.payloads(state, payloads.keySet());
        Laws.revisions(decision, time, revisions);
        debts.settle(decision, byArrival, stores, ended);
        if (armed) {
            Laws.wakes(decision, alarms, time, live());
        }
        return decision;
    }

    private void take(Effect effect, EdgeState after, Input input, Time time) {
        if (effect instanceof Effect.Keep keep) {
            Laws.require(payloads.put(keep.payload(), keep.raw()) == null, "kept once", keep);
        } else if (effect instanceof Effect.Drop drop) {
            Laws.require(payloads.remove(drop.payload()) != null, "dropped once", drop);
        } else if (effect instanceof Effect.Write write) {
            send(write, after, time);
        } else if (effect instanceof Effect.Bury bury) {
            Laws.burial(bury, time);
            bury(bury, input);
        } else if (effect instanceof Effect.Report report) {
            report(report);
        }
    }

    private void send(Effect.Write write, EdgeState after, Time time) {
        Op op = write.version().isDelete() ? Op.DELETE : Op.PUT;
        read(write.payload(), op, write.version());
        Repair repair = Laws.find(after, write.cell(), write.target());
        Laws.require(repair != null, "what is written is pending", write);
        if (repair != null) {
            Laws.write(write, subject, policy, repair.origin(), gates, time);
        }
        Input.Lease lease = new Input.Lease(write.cell(), write.target(), write.lease());
        for (Flight flight : flights) {
            Laws.require(!flight.lease.equals(lease), "a lease is given once", lease);
            boolean sameRepair =
                    flight.lease.cell().equals(write.cell())
                            && flight.lease.target().equals(write.target());
            Laws.require(
                    !sameRepair || flight.untilMillis <= time.nowMillis(),
                    "at most one write of a repair is in flight",
                    flight,
                    write);
        }
        flights.add(new Flight(write, lease, time.nowMillis() + policy.leaseMillis()));
    }

    /** Payloads are read only while they are kept, and are those of their version. */
    private void read(int payload, Op op, @Nullable Version version) {
        RawRecord raw = payloads.get(payload);
        Laws.require(raw != null, "no payload is read that is not kept", payload);
        long offset = raw == null ? -1 : raw.position().offset();
        Laws.require(
                offset == offset(op, version) || (op == Op.DELETE && isOfCopy(offset)),
                "the payload is that of what is done",
                op,
                String.valueOf(version));
    }

    /** A delete may come from a copy, whose record then stands for it. */
    private static boolean isOfCopy(long offset) {
        return (offset & 1L << 32) != 0;
    }

    /** By which a record is known again: that of its version, and whether it is a copy's. */
    static long offset(Op op, @Nullable Version version) {
        long ofVersion = version == null ? 0 : version.hashCode() & 0xffff_ffffL;
        return op == Op.COPY ? ofVersion | 1L << 32 : ofVersion;
    }

    private void bury(Effect.Bury bury, Input input) {
        if (bury.record() instanceof Effect.Source.Kept kept) {
            read(kept.payload(), bury.op(), bury.version());
        } else {
            Laws.require(
                    input instanceof Input.Arrived arrived
                            && Objects.equals(bury.version(), arrived.failure().version()),
                    "what dies fresh has just come",
                    bury);
        }
    }

    private void report(Effect.Report report) {
        boolean done =
                report.state().isEnd()
                        && report.state() != RepairState.DEAD
                        && report.state() != RepairState.DISCARDED;
        Laws.require(
                !done
                        || report.version() == null
                        || stores.apply(report.target()).covers(report.cell(), report.version()),
                "what is said to be done is done",
                report);
    }
}
