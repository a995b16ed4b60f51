package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private final List<Flight.Landed> landed = new ArrayList<>();
    private final Flights flights = new Flights(landed::add);

    @Test
    void aStoreThatAnswersNothingOrThrowsLeavesItUnknown() {
        flights.leave(flight(1), CompletableFuture.completedFuture(null));
        flights.leave(flight(2), CompletableFuture.failedFuture(new IllegalStateException("bug")));

        assertThat(landed)
                .extracting(Flight.Landed::result)
                .containsExactly(
                        new WriteResult.Unknown("store answered null"),
                        new WriteResult.Unknown(
                                "store threw java.lang.IllegalStateException: bug"));
    }

    @Test
    void aFlightLandsOnce() {
        flights.leave(flight(1), CompletableFuture.completedFuture(new WriteResult.Applied()));

        assertThat(flights.count()).isOne();
        assertThat(flights.land(flight(1))).isTrue();
        assertThat(flights.land(flight(1))).isFalse();
        assertThat(flights.count()).isZero();
    }

    @Test
    void aFlightIsOverdueFromTheEndOfItsLease() {
        Flight flight = flight(1);
        flights.leave(flight, new CompletableFuture<>());

        assertThat(flights.overdue(flight.edge(), flight.untilMillis() - 1)).isEmpty();
        assertThat(flights.overdue(flight.edge(), flight.untilMillis())).containsExactly(flight);
    }

    private static Flight flight(int lease) {
        Subject edge = new Subject.Edge("g", "t", "a", "b");
        Cell cell = new Cell("n", Bytes.utf8("a"), Bytes.utf8("b"));
        return new Flight(
                edge,
                new Input.Lease(cell, "here", lease),
                1_000,
                new Flight.Departure(0, 1, true));
    }
}
