package org.entropyrepair.flow.repair;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * The writes and copies that this task has in flight. Task thread only; what a store answers, on
 * whatever thread, is handed on as it is.
 */
final class Flights {
    private final Map<Subject, Set<Flight>> byEdge = new HashMap<>();
    private final Consumer<Flight.Landed> answers;
    private int count;

    /**
     * None in flight.
     *
     * @param answers told of each answer, from any thread
     */
    Flights(Consumer<Flight.Landed> answers) {
        this.answers = answers;
    }

    void leave(Flight flight, CompletionStage<WriteResult> answer) {
        isInFlight(flight);
        answer.whenComplete(
                (result, bug) -> answers.accept(new Flight.Landed(flight, value(result, bug))));
    }

    /** A copy goes out. */
    void leave(Flight flight, CopyAttempt copy) {
        isInFlight(flight);
        copy.run()
                .whenComplete(
                        (end, bug) ->
                                answers.accept(
                                        bug == null
                                                ? new Flight.Landed(
                                                        flight, end.atTarget(), end.answer())
                                                : new Flight.Landed(flight, value(null, bug))));
    }

    private void isInFlight(Flight flight) {
        byEdge.computeIfAbsent(flight.edge(), unused -> new HashSet<>(2)).add(flight);
        count++;
    }

    /**
     * What a store may not do either, throw or answer nothing, is no answer: it may have landed.
     */
    private static WriteResult value(@Nullable WriteResult result, @Nullable Throwable bug) {
        if (bug != null) {
            return new WriteResult.Unknown("store threw " + bug);
        }
        return result == null ? new WriteResult.Unknown("store answered null") : result;
    }

    /** What a store says, whatever it does: completes with a value. */
    static CompletionStage<WriteResult> heard(Supplier<CompletionStage<WriteResult>> write) {
        CompletionStage<WriteResult> stage;
        try {
            stage = write.get();
        } catch (RuntimeException bug) {
            return CompletableFuture.completedFuture(value(null, bug));
        }
        return stage == null
                ? CompletableFuture.completedFuture(value(null, null))
                : stage.handle(Flights::value);
    }

    /** Whether it was in flight until now; it no longer is. */
    boolean land(Flight flight) {
        Set<Flight> flights = byEdge.get(flight.edge());
        if (flights == null || !flights.remove(flight)) {
            return false;
        }
        count--;
        if (flights.isEmpty()) {
            byEdge.remove(flight.edge());
        }
        return true;
    }

    /** Those of an edge that nobody has answered within their lease. */
    List<Flight> overdue(Subject edge, long nowMillis) {
        Set<Flight> flights = byEdge.get(edge);
        return flights == null
                ? List.of()
                : flights.stream().filter(flight -> nowMillis >= flight.untilMillis()).toList();
    }

    Set<Input.Lease> of(Subject edge) {
        Set<Flight> flights = byEdge.get(edge);
        return flights == null
                ? Set.of()
                : flights.stream().map(Flight::lease).collect(Collectors.toUnmodifiableSet());
    }

    int count() {
        return count;
    }
}
