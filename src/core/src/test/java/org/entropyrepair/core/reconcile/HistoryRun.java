package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/** One way in which a history may be lived through: an order of everything, and what goes wrong. */
final class HistoryRun {
    private static final int DRAIN_STEPS_MAX = 3_000;

    private final History history;
    private final Random random;
    private final Map<String, LastWriteStore> stores = new HashMap<>();
    private final Map<String, Gates.Gate> gates = new HashMap<>();
    private final List<History.Report> order;
    private final TestingOperator operator;
    private final List<Stage> stages = new ArrayList<>();

    /** Writes that may still land although nobody waits for them. */
    private final List<Effect.Write> adrift = new ArrayList<>();

    /** Flights that nobody will ever answer in time. */
    private final Set<TestingOperator.Flight> lost = new HashSet<>();

    private final List<History.GraphWrite> late = new ArrayList<>();
    private final Map<Cell, Set<Version>> poisoned = new HashMap<>();
    private final int faultsPerTwenty;
    private long nowMillis = History.T0;
    private long watermarkMillis = Long.MIN_VALUE;
    private int next;
    private boolean wakeParked;
    private boolean faulty = true;

    /** A snapshot and how far the topic had been read. */
    private record Stage(TestingOperator.Snapshot snapshot, int next) {}

    HistoryRun(History history, long seed) {
        this.history = history;
        this.random = new Random(seed);
        this.faultsPerTwenty = random.nextInt(20);
        this.order = new ArrayList<>(history.reports());
        Collections.shuffle(order, random);
        for (String region : history.regions()) {
            stores.put(region, new LastWriteStore());
        }
        List<History.GraphWrite> writes = new ArrayList<>(history.writes());
        Collections.shuffle(writes, random);
        for (History.GraphWrite write : writes) {
            if (write.poisoned()) {
                poisoned.computeIfAbsent(write.cell(), unused -> new HashSet<>())
                        .add(write.version());
            }
            land(write, false);
            late.add(write);
        }
        this.operator = new TestingOperator(HistoryPolicies.last(history.traits()), this::store);
    }

    private LastWriteStore store(String region) {
        LastWriteStore store = stores.get(region);
        if (store == null) {
            throw new AssertionError("region: " + region);
        }
        return store;
    }

    private void land(History.GraphWrite write, boolean afterwards) {
        for (int i = 0; i < history.regions().size(); i++) {
            History.Landing landing = write.landings().get(i);
            if (landing != History.Landing.MISSED
                    && (landing == History.Landing.LATE) == afterwards) {
                store(history.regions().get(i)).take(write.cell(), write.version());
            }
        }
    }

    private Time time() {
        return new Time(nowMillis, watermarkMillis);
    }

    private Gates gates() {
        return new TestingGates(gates, false);
    }

    /** Lives through it and returns what the stores hold in the end. */
    Map<String, LastWriteStore> live() {
        int steps = order.size() + 10 + random.nextInt(40);
        stages.add(new Stage(operator.snapshot(), next));
        for (int i = 0; i < steps; i++) {
            act();
        }
        calmDown();
        drain();
        return stores;
    }

    TestingOperator operator() {
        return operator;
    }

    private void act() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            readNext();
        } else if (dice < 52) {
            answerOne();
        } else if (dice < 66) {
            passTime();
        } else if (dice < 72) {
            passEventTime();
        } else if (dice < 84) {
            wake();
        } else if (dice < 85) {
            operator.look(gates(), time());
        } else if (dice < 86) {
            operator.setAside(time());
        } else if (history.traits().calm()) {
            readNext();
        } else {
            disturb(dice);
        }
    }

    private void disturb(int dice) {
        if (dice < 89) {
            changeGate();
        } else if (dice < 91) {
            operator.policy = HistoryPolicies.any(history.traits(), random);
            wakeParked = true;
        } else if (dice < 92) {
            operator.rearm(gates(), time());
        } else if (dice < 95) {
            landSomething();
        } else if (dice < 97) {
            stages.add(new Stage(operator.snapshot(), next));
        } else if (history.traits().restores()) {
            crash();
        }
    }

    private void readNext() {
        if (next < order.size()) {
            operator.read(failure(order.get(next++)), time());
        }
    }

    private Failure failure(History.Report report) {
        Version version = report.write().version();
        Cell cell = report.write().cell();
        Op op = cell.isWholeRecord() ? Op.DELETE_RECORD : version.isDelete() ? Op.DELETE : Op.PUT;
        long failedAt = Math.min(nowMillis, History.T0 + 30_000 - report.failedBeforeMillis());
        RawRecord raw =
                new RawRecord(
                        report.accepted() ? TestingFailure.FEED : HistoryPolicies.STRICT_FEED,
                        new Position("failures", 0, TestingOperator.offset(op, version)),
                        nowMillis,
                        null,
                        null,
                        RawRecord.Headers.NONE);
        return new Failure(
                TestingFailure.EDGE,
                op,
                cell,
                version,
                report.origin(),
                report.target(),
                failedAt,
                new Cause(report.cause(), ""),
                report.redrives(),
                0,
                raw);
    }

    private TestingOperator.@Nullable Flight someFlight() {
        List<TestingOperator.Flight> flights = new ArrayList<>(operator.flights);
        if (!faulty) {
            flights.removeAll(lost);
        }
        return flights.isEmpty() ? null : flights.get(random.nextInt(flights.size()));
    }

    private void answerOne() {
        TestingOperator.Flight flight = someFlight();
        if (flight == null) {
            wake();
            return;
        }
        boolean fault = faulty && random.nextInt(20) < faultsPerTwenty;
        int dice = random.nextInt(10);
        Answer.Kind kind;
        if (!fault) {
            kind = process(flight.write());
        } else if (dice < 3) {
            kind = Answer.Kind.UNAVAILABLE;
        } else if (dice < 4) {
            kind = Answer.Kind.THROTTLED;
        } else if (dice < 6) {
            process(flight.write());
            kind = Answer.Kind.UNKNOWN;
        } else if (dice < 8) {
            adrift.add(flight.write());
            kind = Answer.Kind.UNKNOWN;
        } else {
            lost.add(flight);
            return;
        }
        operator.answer(flight, kind, gates(), time());
    }

    /** The store reads, where it is to read first, and writes. */
    private Answer.Kind process(Effect.Write write) {
        LastWriteStore store = store(write.target());
        LastWriteStore.Taken found = store.compare(write.cell(), write.version());
        if (write.readFirst() && found != LastWriteStore.Taken.NEWER) {
            return found == LastWriteStore.Taken.SAME ? Answer.Kind.HEALED : Answer.Kind.SUPERSEDED;
        }
        if (poisoned.getOrDefault(write.cell(), Set.of()).contains(write.version())) {
            return Answer.Kind.REJECTED;
        }
        store.take(write.cell(), write.version());
        operator.landed(write);
        boolean canTell = random.nextBoolean();
        return switch (found) {
            case NEWER -> Answer.Kind.APPLIED;
            case SAME -> canTell ? Answer.Kind.HEALED : Answer.Kind.APPLIED;
            case OLDER -> canTell ? Answer.Kind.SUPERSEDED : Answer.Kind.APPLIED;
        };
    }

    private void passTime() {
        int dice = random.nextInt(10);
        long alarm = operator.alarms().processingMillis();
        if (dice < 4 && alarm < nowMillis + 600_000) {
            nowMillis = Math.max(nowMillis, alarm);
        } else if (dice < 6) {
            nowMillis += random.nextInt(500);
        } else if (history.traits().lasting() && dice < 8) {
            nowMillis += random.nextInt((int) (12 * TestingPolicy.DAY));
        } else {
            nowMillis += random.nextInt(dice < 9 ? 5_000 : 60_000);
        }
    }

    private void passEventTime() {
        if (history.traits().watermark()) {
            long behind = random.nextInt(4_000);
            watermarkMillis = Math.max(watermarkMillis, nowMillis - behind);
        }
    }

    private boolean isAwake() {
        return operator.isDueNow()
                || !operator.isArmed()
                || operator.alarms().processingMillis() <= nowMillis
                || operator.alarms().eventMillis() <= watermarkMillis
                || operator.blockedOn().stream()
                        .anyMatch(target -> gates.get(target) != Gates.Gate.FULL)
                || (wakeParked && !operator.state().parkedTargets().isEmpty());
    }

    private void wake() {
        if (!operator.isArmed()) {
            operator.rearm(gates(), time());
        } else if (isAwake()) {
            wakeParked = false;
            operator.look(gates(), time());
        }
    }

    private void changeGate() {
        String region = history.regions().get(random.nextInt(history.regions().size()));
        int dice = random.nextInt(8);
        gates.put(region, Gates.Gate.values()[dice < 5 ? dice : 0]);
        wakeParked = true;
    }

    private void landSomething() {
        if (!adrift.isEmpty()) {
            Effect.Write write = adrift.remove(random.nextInt(adrift.size()));
            if (random.nextBoolean()) {
                process(write);
            }
        } else if (!late.isEmpty()) {
            land(late.remove(random.nextInt(late.size())), true);
        }
    }

    private void crash() {
        while (stages.size() > 1 && random.nextInt(3) == 0) {
            stages.remove(stages.size() - 1);
        }
        Stage stage = stages.get(stages.size() - 1);
        operator.flights.forEach(flight -> adrift.add(flight.write()));
        lost.clear();
        operator.restore(stage.snapshot());
        next = stage.next();
        nowMillis += 1 + random.nextInt(20_000);
    }

    /** Faults stop, gates open, scopes repair; what has not been read is read. */
    private void calmDown() {
        faulty = false;
        gates.clear();
        operator.policy = HistoryPolicies.last(history.traits());
        while (!late.isEmpty() || !adrift.isEmpty()) {
            landSomething();
        }
        while (next < order.size()) {
            readNext();
            if (random.nextInt(3) == 0) {
                wake();
            }
        }
        if (!operator.isArmed()) {
            wake();
        }
        operator.look(gates(), time());
    }

    /** From here on only what the operator asked for may wake it. */
    private void drain() {
        int effects = operator.effects();
        int steps = 0;
        while (!operator.state().isEmpty()) {
            Laws.require(steps++ < DRAIN_STEPS_MAX, "it comes to an end", operator.state());
            if (operator.isDueNow()) {
                operator.look(gates(), time());
            } else if (someFlight() != null) {
                answerOne();
            } else {
                sleep();
            }
        }
        int spent = operator.effects() - effects;
        Laws.require(spent <= 40 * (10 + order.size()), "it does not go on and on", spent);
    }

    private void sleep() {
        Alarms alarms = operator.alarms();
        Laws.require(operator.blockedOn().isEmpty(), "gates are open", operator.blockedOn());
        if (history.traits().watermark() && alarms.eventMillis() != Alarms.NONE) {
            watermarkMillis = alarms.eventMillis();
            nowMillis = Math.max(nowMillis, watermarkMillis);
        } else {
            Laws.require(
                    alarms.processingMillis() != Alarms.NONE,
                    "what is pending does not sleep for ever",
                    operator.state());
            nowMillis = alarms.processingMillis();
        }
        operator.look(gates(), time());
    }
}
