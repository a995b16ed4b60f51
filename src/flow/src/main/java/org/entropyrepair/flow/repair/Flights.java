package org.entropyrepair.flow.repair;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;

/**
 * The writes that this task has in flight. Task thread only; what a store answers, on whatever
 * thread, is handed on as it is.
 */
final class Flights {
    private final Map<Subject, Set<Input.Lease>> byEdge = new HashMap<>();
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
        byEdge.computeIfAbsent(flight.edge(), unused -> new HashSet<>(2)).add(flight.lease());
        count++;
        answer.whenComplete(
                (result, bug) ->
                        answers.accept(
                                new Flight.Landed(
                                        flight,
                                        bug == null
                                                ? result
                                                : new WriteResult.Unknown("store threw " + bug))));
    }

    void land(Flight flight) {
        Set<Input.Lease> leases = byEdge.get(flight.edge());
        if (leases != null && leases.remove(flight.lease())) {
            count--;
            if (leases.isEmpty()) {
                byEdge.remove(flight.edge());
            }
        }
    }

    Set<Input.Lease> of(Subject edge) {
        return Set.copyOf(byEdge.getOrDefault(edge, Set.of()));
    }

    int count() {
        return count;
    }
}
