package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSet;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Decision;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Effect;
import org.entropyrepair.core.reconcile.Gates;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.PolicyChange;
import org.entropyrepair.core.reconcile.Reconciler;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.AtOnceStore;
import org.jspecify.annotations.Nullable;

/**
 * The repair operator's rooms, wired as the operator does, over state in memory and a {@link
 * SimulatedTask}. What is in flight is told to a {@link Sky}, which answers when it likes.
 */
final class SimulatedRepairs implements Agenda.Work {
    private final SimulatedTask task;
    private final Sky sky;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<Subject, AlarmClock.Bell> bells = new HashMap<>();
    private final Map<Subject, EdgeState> states;
    private final Map<String, Set<Subject>> parked = new HashMap<>();
    private final AlarmClock alarms = noAlarms();
    private final Agenda agenda;
    private final Flights flights;
    private final Gates gates = new TargetGates(null);
    private Policy policy;
    private long looks;
    private int dead;

    /** Where writes and copies go. */
    interface Sky {
        /** One has left. */
        void leaves(Flight flight, String scope, boolean copy);
    }

    /**
     * A life of the task.
     *
     * @param states what it begins with; all of its alarms have been lost
     * @param storeRates of each target
     */
    SimulatedRepairs(
            SimulatedTask task,
            Sky sky,
            Policy policy,
            Map<String, Double> storeRates,
            RepairSettings.Limits limits,
            Map<Subject, EdgeState> states) {
        this.task = task;
        this.sky = sky;
        this.policy = policy;
        this.states = new LinkedHashMap<>(states);
        storeRates.forEach(
                (region, rate) -> {
                    Target target =
                            new Target(region, new AtOnceStore(), rate, limits, task::nanos);
                    target.ramp(task.clockMillis());
                    targets.put(region, target);
                    parked.put(region, new LinkedHashSet<>());
                });
        states.forEach((edge, state) -> move(edge, EdgeState.EMPTY, state));
        agenda =
                new Agenda(
                        task,
                        task,
                        alarms,
                        region -> new ArrayList<>(parkedAt(region)).stream(),
                        targets.values(),
                        limits,
                        this);
        flights = new Flights(agenda::answered);
        agenda.arm();
        if (!states.isEmpty()) {
            agenda.beginSweep(this::all);
        }
    }

    /** An alarm clock in memory. */
    static AlarmClock noAlarms() {
        return new AlarmClock(queue(), queue());
    }

    private static KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Subject, VoidNamespace>>
            queue() {
        return new HeapPriorityQueueSet<>(
                TimerHeapInternalTimer::comparePriorityTo,
                TimerHeapInternalTimer::getKey,
                16,
                KeyGroupRange.of(0, 0),
                1);
    }

    private Stream<Subject> all() {
        return new ArrayList<>(states.keySet()).stream();
    }

    private Set<Subject> parkedAt(String region) {
        return parked.getOrDefault(region, Set.of());
    }

    Map<Subject, EdgeState> states() {
        return states;
    }

    Collection<Target> targets() {
        return targets.values();
    }

    Target target(String region) {
        Target target = targets.get(region);
        if (target == null) {
            throw new IllegalArgumentException("region: " + region + " (expected: a target)");
        }
        return target;
    }

    Policy policy() {
        return policy;
    }

    int inFlight() {
        return flights.count();
    }

    /** How often an edge has been looked at. */
    long looks() {
        return looks;
    }

    /** How many have died. */
    int dead() {
        return dead;
    }

    void arrives(Failure failure) throws Exception {
        step(failure.subject(), new Input.Arrived(failure));
        agenda.arm();
    }

    void revise(Policy next) {
        PolicyChange change = new PolicyChange(policy, next);
        policy = next;
        Map<String, Double> rates = new HashMap<>();
        next.scopes().forEach(scope -> rates.putIfAbsent(scope.name(), scope.maxWritesPerSecond()));
        targets.values().forEach(target -> target.paceAt(rates));
        if (change.isFeltBeforeDue()) {
            agenda.beginSweep(this::all);
        }
        agenda.arm();
    }

    void watermark() {
        agenda.watermark(task.clockMillis());
    }

    void answered(Flight.Landed landed) {
        agenda.answered(landed);
    }

    @Override
    public void take(Flight.Landed landed) throws Exception {
        Flight flight = landed.flight();
        if (!flights.land(flight)) {
            return;
        }
        Target target = target(flight.lease().target());
        Gates.Fault fault = target.comeBack(landed, now());
        step(
                flight.edge(),
                new Input.Answered(
                        flight.lease().cell(),
                        target.region,
                        flight.lease().number(),
                        landed.answer(),
                        new TargetGates(fault)));
    }

    @Override
    public void lookAt(Subject edge) throws Exception {
        looks++;
        giveUpOverdue(edge);
        step(edge, new Input.Due(gates));
    }

    private void giveUpOverdue(Subject edge) throws Exception {
        for (Flight lost : flights.overdue(edge, now())) {
            WriteResult unknown = new WriteResult.Unknown("no answer within the lease");
            take(new Flight.Landed(lost, unknown, Flight.Landed.answer(unknown), task.nanos()));
        }
    }

    @Override
    public void sweep(Subject edge) throws Exception {
        giveUpOverdue(edge);
        step(edge, new Input.Rearmed(flights.of(edge), gates));
    }

    @Override
    public long agesAtMillis(Time now, boolean busy) {
        return Alarms.NONE;
    }

    @Override
    public void age() {
        throw new IllegalStateException("nothing is young here");
    }

    @Override
    public int youngCount() {
        return 0;
    }

    @Override
    public boolean isSweepPressing() {
        return false;
    }

    @Override
    public void swept() {}

    private void step(Subject edge, Input input) {
        EdgeState before = states.getOrDefault(edge, EdgeState.EMPTY);
        Time time = new Time(now(), agenda.watermarkMillis());
        Decision decision = Reconciler.step(edge, before, input, policy, time);
        EdgeState after = decision.state();
        carryOut(edge, decision.effects(), time.nowMillis() + policy.leaseMillis());
        move(edge, before, after);
        alarms.move(
                bells.computeIfAbsent(edge, AlarmClock.Bell::new), Alarms.of(after, policy, time));
        targets.values().forEach(target -> target.settle(edge));
        if (decision.dueNow()) {
            agenda.dueNow(edge);
        }
    }

    private void move(Subject edge, EdgeState before, EdgeState after) {
        if (after.isEmpty()) {
            states.remove(edge);
        } else {
            states.put(edge, after);
        }
        before.parkedTargets().forEach(region -> parkedAt(region).remove(edge));
        after.parkedTargets().forEach(region -> parkedAt(region).add(edge));
    }

    private void carryOut(Subject edge, List<Effect> effects, long untilMillis) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Write write) {
                Input.Lease lease = new Input.Lease(write.cell(), write.target(), write.lease());
                Flight.Departure now = target(write.target()).departure();
                leave(new Flight(edge, lease, untilMillis, now), write.scope(), false);
            } else if (effect instanceof Effect.Copy copy) {
                Input.Lease lease = new Input.Lease(copy.cell(), copy.target(), copy.lease());
                Flight.Departure now = target(copy.target()).departure().untimed();
                leave(new Flight(edge, lease, untilMillis, now), copy.scope(), true);
            } else if (effect instanceof Effect.Bury) {
                dead++;
            }
        }
    }

    private void leave(Flight flight, String scope, boolean copy) {
        flights.leave(flight, new CompletableFuture<>()); // the sky answers by itself
        sky.leaves(flight, scope, copy);
    }

    private long now() {
        return task.getCurrentProcessingTime();
    }

    private double rate(String scope) {
        return policy.scopes().stream()
                .filter(rule -> rule.name().equals(scope))
                .mapToDouble(Policy.ScopeRule::maxWritesPerSecond)
                .findFirst()
                .orElse(0);
    }

    /** As the operator's. */
    private final class TargetGates implements Gates {
        private final @Nullable Fault ofAnswer;

        TargetGates(@Nullable Fault ofAnswer) {
            this.ofAnswer = ofAnswer;
        }

        @Override
        public Gate at(String region, String scope, String namespace) {
            Target target = target(region);
            return target.enter(target.lane(scope, rate(scope)), namespace, now());
        }

        @Override
        public Fault fault(String region, String namespace) {
            return ofAnswer == null ? target(region).fault(namespace) : ofAnswer;
        }
    }
}
