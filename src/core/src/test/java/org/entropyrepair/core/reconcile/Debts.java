package org.entropyrepair.core.reconcile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * What the repair owes: every version that was reported for a target is pending there, or something
 * newer is, or it has ended where all can see. Rolls back with a restore.
 */
final class Debts {
    /** A cell in a region. */
    record Place(Cell cell, String target) {}

    private final Map<Place, Set<Version>> open;
    private final Map<Place, Set<Version>> mustWrite;

    Debts() {
        this(new HashMap<>(), new HashMap<>());
    }

    private Debts(Map<Place, Set<Version>> open, Map<Place, Set<Version>> mustWrite) {
        this.open = open;
        this.mustWrite = mustWrite;
    }

    Debts copy() {
        return new Debts(copy(open), copy(mustWrite));
    }

    private static Map<Place, Set<Version>> copy(Map<Place, Set<Version>> of) {
        Map<Place, Set<Version>> copy = new HashMap<>();
        of.forEach((place, versions) -> copy.put(place, new HashSet<>(versions)));
        return copy;
    }

    boolean isEmpty() {
        return open.values().stream().allMatch(Set::isEmpty);
    }

    void arrived(Failure failure) {
        Place place = new Place(failure.cell(), failure.target());
        Version version = failure.version();
        if (version == null) {
            throw new IllegalArgumentException("version: null (expected: one)");
        }
        open.computeIfAbsent(place, unused -> new HashSet<>()).add(version);
        if (failure.cause().kind().isAmbiguous()) {
            mustWrite.computeIfAbsent(place, unused -> new HashSet<>()).add(version);
        }
    }

    /** A write of this version has been made for real; not just a read. */
    void written(Place place, Version version) {
        Set<Version> due = mustWrite.get(place);
        if (due != null) {
            due.removeIf(owed -> LastWriteStore.order(owed, version) <= 0);
        }
    }

    /**
     * Settles what a step has ended, and checks that nothing else is gone.
     *
     * @param ended collects what ended without having been written
     */
    void settle(
            Decision decision,
            boolean byArrival,
            Function<String, LastWriteStore> stores,
            Map<Place, Set<Version>> ended) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Bury bury && bury.op() == Op.COPY) {
                continue; // a copy owes no version of its own
            }
            if (effect instanceof Effect.Bury bury && bury.version() != null) {
                end(
                        new Place(bury.cell(), bury.target()),
                        bury.version(),
                        takesLesserAlong(bury.reason()) && !byArrival,
                        ended);
            } else if (effect instanceof Effect.Report report
                    && report.state() == RepairState.DISCARDED
                    && report.version() != null) {
                end(new Place(report.cell(), report.target()), report.version(), !byArrival, ended);
            }
        }
        open.forEach(
                (place, versions) -> {
                    if (!versions.isEmpty()) {
                        settle(place, versions, decision.state(), stores.apply(place.target));
                    }
                });
    }

    private void end(
            Place place, Version version, boolean andLesser, Map<Place, Set<Version>> ended) {
        Set<Version> gone = ended.computeIfAbsent(place, unused -> new HashSet<>());
        gone.add(version);
        Predicate<Version> over =
                owed ->
                        owed.equals(version)
                                || (andLesser && LastWriteStore.order(owed, version) < 0);
        Set<Version> versions = open.getOrDefault(place, Set.of());
        versions.stream().filter(over).forEach(gone::add);
        versions.removeIf(over);
        Set<Version> due = mustWrite.get(place);
        if (due != null) {
            due.removeIf(over);
        }
    }

    private static boolean takesLesserAlong(DeathReason reason) {
        return switch (reason) {
            case ATTEMPTS_EXHAUSTED,
                    AGE_EXHAUSTED,
                    UNKNOWN_GRAPH,
                    UNKNOWN_REGION,
                    UNKNOWN_NAMESPACE,
                    NO_SCOPE ->
                    true;
            default -> false;
        };
    }

    private void settle(Place place, Set<Version> versions, EdgeState state, LastWriteStore store) {
        Version pending = pending(place, state);
        versions.removeIf(
                owed -> {
                    if (pending != null && LastWriteStore.order(pending, owed) >= 0) {
                        return false;
                    }
                    if (!store.covers(place.cell, owed)) {
                        throw new AssertionError(
                                "lost: " + owed + " of " + place + ", pending " + pending);
                    }
                    if (owed.equals(store.held(place.cell))
                            && mustWrite.getOrDefault(place, Set.of()).contains(owed)) {
                        throw new AssertionError("read instead of written: " + owed + place);
                    }
                    return true;
                });
    }

    private static @Nullable Version pending(Place place, EdgeState state) {
        for (CellState cell : state.cells()) {
            if (cell.cell().equals(place.cell)) {
                for (Repair repair : cell.repairs()) {
                    if (repair.target().equals(place.target)) {
                        return repair.best().version();
                    }
                }
            }
        }
        return null;
    }
}
