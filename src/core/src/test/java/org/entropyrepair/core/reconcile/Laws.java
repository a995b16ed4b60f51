package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * What holds after each single step, whatever happened. Each breach is an {@link AssertionError}.
 */
final class Laws {
    private Laws() {}

    static void require(boolean holds, String law, Object... seen) {
        if (!holds) {
            throw new AssertionError(law + " " + List.of(seen));
        }
    }

    /** Now and then decides twice: the same comes of the same, and what went in stays as it was. */
    static Decision decide(
            Subject subject, EdgeState state, Input input, Policy policy, Time time) {
        boolean twice = time.nowMillis() % 4 == 0;
        int before = twice ? state.hashCode() : 0;
        Decision once = Reconciler.step(subject, state, input, policy, time);
        if (twice) {
            Decision again = Reconciler.step(subject, state, input, policy, time);
            require(once.equals(again), "a step is deterministic", once, again);
            require(state.hashCode() == before, "a step does not change what it is given", state);
        }
        require(
                once.state() == state || !once.state().equals(state),
                "nothing changed: the same state",
                state);
        require(
                !once.state().isEmpty() || once.state() == EdgeState.EMPTY,
                "nothing pending: the empty state",
                state);
        return once;
    }

    static void shape(EdgeState state) {
        Set<Cell> cells = new HashSet<>();
        for (CellState cell : state.cells()) {
            require(cells.add(cell.cell()), "one state per cell", state);
            require(!cell.repairs().isEmpty(), "no empty cell", state);
            Set<String> targets = new HashSet<>();
            for (Repair repair : cell.repairs()) {
                require(targets.add(repair.target()), "one repair per target", state);
                candidates(repair);
            }
        }
    }

    private static void candidates(Repair repair) {
        List<Candidate> candidates = repair.candidates();
        require(
                !candidates.isEmpty() && candidates.size() <= Repair.CANDIDATES_MAX + 2,
                "candidates are bounded",
                repair);
        int versions = Candidate.copiesFrom(candidates);
        for (int i = 1; i < versions; i++) {
            Version better = candidates.get(i - 1).version();
            require(
                    LastWriteStore.order(better, candidates.get(i).version()) > 0,
                    "the best first",
                    repair);
        }
        if (repair.phase() instanceof Phase.InFlight flight) {
            require(
                    candidates.stream().anyMatch(each -> each.payload() == flight.payload()),
                    "what is in flight is held",
                    repair);
        }
    }

    static void payloads(EdgeState state, Set<Integer> kept) {
        Set<Integer> named = new HashSet<>();
        for (CellState cell : state.cells()) {
            for (Repair repair : cell.repairs()) {
                repair.candidates().forEach(candidate -> named.add(candidate.payload()));
            }
        }
        require(named.equals(kept), "payloads named are payloads kept", named, kept);
    }

    /** Whatever is pending is woken by something. */
    static void wakes(Decision decision, Alarms alarms, Time time, Set<Input.Lease> live) {
        require(
                alarms.eventMillis() > time.watermarkMillis()
                        && alarms.processingMillis() > time.nowMillis(),
                "alarms are strictly ahead",
                alarms,
                time);
        for (CellState cell : decision.state().cells()) {
            for (Repair repair : cell.repairs()) {
                boolean atOnce =
                        decision.dueNow() || decision.blockedOn().contains(repair.target());
                require(
                        atOnce || isWoken(repair, alarms, time),
                        "something wakes it",
                        repair,
                        alarms,
                        time);
                if (repair.phase() instanceof Phase.InFlight flight) {
                    require(
                            live.contains(
                                    new Input.Lease(cell.cell(), repair.target(), flight.lease())),
                            "what is in flight is in flight",
                            repair,
                            live);
                }
                require(
                        !repair.isParked()
                                || decision.state().parkedTargets().contains(repair.target()),
                        "what is parked stands in the index",
                        repair);
            }
        }
    }

    private static boolean isWoken(Repair repair, Alarms alarms, Time time) {
        Phase phase = repair.phase();
        if (phase instanceof Phase.Holding hold) {
            return hold.eventDueMillis() > time.watermarkMillis()
                    && alarms.eventMillis() <= hold.eventDueMillis()
                    && isAhead(hold.deadlineMillis(), alarms, time);
        } else if (phase instanceof Phase.Waiting waiting) {
            return isAhead(waiting.dueMillis(), alarms, time);
        } else if (phase instanceof Phase.InFlight flight) {
            return isAhead(flight.untilMillis(), alarms, time);
        } else if (phase instanceof Phase.Parked parked) {
            return parked.untilMillis() == Long.MAX_VALUE
                    || isAhead(parked.untilMillis(), alarms, time);
        }
        return true;
    }

    private static boolean isAhead(long dueMillis, Alarms alarms, Time time) {
        return dueMillis > time.nowMillis() && alarms.processingMillis() <= dueMillis;
    }

    /** An arrival puts nothing off, ends nothing, and calls no store. */
    static void arrival(EdgeState before, Decision decision) {
        for (CellState cell : before.cells()) {
            for (Repair repair : cell.repairs()) {
                Repair after = find(decision.state(), cell.cell(), repair.target());
                require(after != null, "an arrival ends nothing", repair);
                if (after != null) {
                    notLater(repair.phase(), after.phase());
                    require(
                            after.backoffMillis() == repair.backoffMillis(),
                            "a merge leaves the backoff",
                            repair,
                            after);
                    require(after.leases() == repair.leases(), "nothing is written", after);
                }
            }
        }
        require(
                decision.effects().stream().noneMatch(Effect.Write.class::isInstance),
                "an arrival writes nothing",
                decision);
    }

    /** Every target of the cell that merges has the same winner once a failure has joined. */
    static void shared(Subject subject, Failure joined, Decision decision, Policy policy) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Bury
                    || (effect instanceof Effect.Report report && report.state().isEnd())) {
                return;
            }
        }
        Repair repair = find(decision.state(), joined.cell(), joined.target());
        boolean known =
                policy.scopeOf(subject, joined.cell().namespace(), joined.origin(), joined.target())
                        instanceof Policy.Scoping.Scoped;
        if (repair == null || !known || !merges(subject, joined.cell(), repair, policy)) {
            return;
        }
        for (CellState cell : decision.state().cells()) {
            for (Repair other : cell.repairs()) {
                require(
                        !cell.cell().equals(joined.cell())
                                || !merges(subject, joined.cell(), other, policy)
                                || other.best().version().equals(repair.best().version()),
                        "every target that waits for the cell gets the winner",
                        repair,
                        other);
            }
        }
    }

    private static boolean merges(Subject subject, Cell cell, Repair repair, Policy policy) {
        return policy.scopeOf(subject, cell.namespace(), repair.origin(), repair.target())
                        instanceof Policy.Scoping.Scoped scoped
                && scoped.scope().mergeAcrossTargets();
    }

    private static void notLater(Phase before, Phase after) {
        if (before instanceof Phase.Holding was && after instanceof Phase.Holding is) {
            require(
                    is.eventDueMillis() <= was.eventDueMillis()
                            && is.deadlineMillis() <= was.deadlineMillis(),
                    "a merge puts nothing off",
                    was,
                    is);
        } else if (!(before instanceof Phase.Parked)) {
            require(before.equals(after), "a merge puts nothing off", before, after);
        }
    }

    static @Nullable Repair find(EdgeState state, Cell cell, String target) {
        for (CellState of : state.cells()) {
            if (of.cell().equals(cell)) {
                for (Repair repair : of.repairs()) {
                    if (repair.target().equals(target)) {
                        return repair;
                    }
                }
            }
        }
        return null;
    }

    /** What may be written at all, at this moment. */
    static void write(
            Effect.Write write,
            Subject subject,
            Policy policy,
            String origin,
            Gates gates,
            Time time) {
        require(
                gates.at(write.target(), write.scope(), write.cell().namespace())
                        == Gates.Gate.OPEN,
                "writes go through open gates",
                write);
        Policy.Scoping scoping =
                policy.scopeOf(subject, write.cell().namespace(), origin, write.target());
        require(
                scoping instanceof Policy.Scoping.Scoped scoped
                        && scoped.scope().action() == Policy.Action.REPAIR
                        && scoped.scope().name().equals(write.scope()),
                "only what is to be repaired is written",
                write,
                scoping);
        Version version = write.version();
        long aheadMicros = version.token().generatedAtMicros() - time.nowMicros();
        require(
                aheadMicros < (TestingPolicy.MAX_DRIFT + 1) * 1_000,
                "a token ahead of time is not written",
                write);
        require(
                !version.isLive(time.nowMicros())
                        || -aheadMicros <= TestingPolicy.TOMBSTONES_KEPT * 1_000,
                "a put which could undo a purged delete is not written",
                write);
    }

    /** Only what is wrong with the record dies of it. */
    static void burial(Effect.Bury bury, Time time) {
        Version version = bury.version();
        if (version == null || bury.op() == Op.COPY) {
            return;
        }
        long aheadMicros = version.token().generatedAtMicros() - time.nowMicros();
        boolean deserved =
                switch (bury.reason()) {
                    case TOMBSTONE_WINDOW ->
                            version.isLive(time.nowMicros())
                                    && -aheadMicros > 0.9 * TestingPolicy.TOMBSTONES_KEPT * 1_000;
                    case CLOCK_DRIFT -> aheadMicros > TestingPolicy.MAX_WAIT * 1_000;
                    default -> true;
                };
        require(deserved, "nothing dies of what is not wrong with it", bury, time);
    }

    /** What is said of one cell and target grows in its revision. */
    static void revisions(Decision decision, Time time, Map<Debts.Place, Long> known) {
        List<Effect.Report> reports = new ArrayList<>();
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Report report) {
                reports.add(report);
            }
        }
        for (Effect.Report report : reports) {
            Debts.Place place = new Debts.Place(report.cell(), report.target());
            long last = known.getOrDefault(place, 0L);
            boolean sameMoment = last / 1000 >= time.nowMillis();
            require(
                    report.revision() > last || sameMoment,
                    "revisions grow",
                    report.revision(),
                    last);
            known.put(place, Math.max(last, report.revision()));
        }
    }
}
