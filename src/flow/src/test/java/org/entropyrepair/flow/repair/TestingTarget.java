package org.entropyrepair.flow.repair;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Gates.Fault;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.fake.AtOnceStore;

/** A target on a clock of the test's own, and writes there that take as long as a test says. */
final class TestingTarget {
    static final long START = 1_000_000;

    final Target target;
    long nowMillis = START;
    private final long beganNanos = System.nanoTime();

    TestingTarget() {
        this(0, RepairSettings.Limits.DEFAULT);
    }

    TestingTarget(double storeRate, RepairSettings.Limits limits) {
        target = new Target("here", new AtOnceStore(), storeRate, limits);
    }

    /** Passes time, and lets the target do what is due by the clock. */
    TestingTarget pass(long millis) {
        nowMillis += millis;
        target.tick(nowMillis);
        return this;
    }

    Lane lane(String scope, double perSecond) {
        return target.lane(scope, perSecond);
    }

    /** A target with nothing in its parked index, which it has found out. */
    TestingTarget readEmptyIndex() {
        if (target.nextParked(region -> Stream.empty(), nowMillis) != null) {
            throw new IllegalStateException("edges: some (expected: none)");
        }
        return this;
    }

    Gate enter() {
        return enter(lane("all", 0), "n");
    }

    Gate enter(Lane lane, String namespace) {
        return target.enter(lane, namespace, nowMillis);
    }

    /** A write that left just now comes back so. */
    Fault comeBack(String namespace, WriteResult result) {
        return comeBack(namespace, result, 0);
    }

    /** A write that left so long ago comes back so. */
    Fault comeBack(String namespace, WriteResult result, long tookMillis) {
        return comeBack(flight(namespace, target.inFlight(), tookMillis), result);
    }

    Fault comeBack(Flight flight, WriteResult result) {
        return target.comeBack(
                new Flight.Landed(flight, result, Flight.Landed.answer(result), nowNanos()),
                nowMillis);
    }

    Flight flight(String namespace, int inFlight, long leftBeforeMillis) {
        Subject edge = Failures.edge(1);
        Cell cell = new Cell(namespace, Bytes.utf8("a"), Bytes.utf8("b"));
        long leftNanos = nowNanos() - TimeUnit.MILLISECONDS.toNanos(leftBeforeMillis);
        return new Flight(
                edge,
                new Input.Lease(cell, "here", 1),
                nowMillis + 60_000,
                new Flight.Departure(leftNanos, inFlight, true));
    }

    private long nowNanos() {
        return beganNanos + TimeUnit.MILLISECONDS.toNanos(nowMillis - START);
    }

    /** One write, there and back; false if it was not let in. */
    boolean write(WriteResult result) {
        if (enter() != Gate.OPEN) {
            return false;
        }
        comeBack("n", result);
        return true;
    }

    /** One write of a scope which the store takes; 0 if it was not let in. */
    int write(Lane lane) {
        if (enter(lane, "n") != Gate.OPEN) {
            return 0;
        }
        comeBack("n", new WriteResult.Applied());
        return 1;
    }
}
