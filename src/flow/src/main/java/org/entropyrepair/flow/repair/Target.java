package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Gates.Fault;
import org.entropyrepair.core.reconcile.Gates.Gate;
import org.entropyrepair.sinks.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One target region as a subtask sees it: its store, whether it answers ({@link Health}), how much
 * may be in flight there ({@link Room}), how fast each scope and all of them may write ({@link
 * Lane}, {@link Pace}), which namespaces of it are out ({@link NamespaceOutages}), and which edges
 * are to be looked at when there is room again. Task thread only, except the store itself.
 */
final class Target {
    private static final Logger LOG = LoggerFactory.getLogger(Target.class);
    private static final long BLOCKED_MILLIS_MIN = 100;
    private static final long LOG_EVERY_NANOS = 10_000_000_000L;

    final String region;
    final Store store;

    private final int waitingMax;
    private final Pace storePace;
    private final Health health;
    private final Room room;
    private final NamespaceOutages namespaces;
    private final ParkedReading parked;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final List<Lane> turns = new ArrayList<>();
    private final List<Lane> refused = new ArrayList<>(2);
    private final List<String> refusedNamespaces = new ArrayList<>(2);
    private final LongSupplier nanos;
    private boolean refusedAsOut;
    private int turn;
    // written by the task thread, read by gauges, too
    private volatile int waitingCount;
    private volatile long pacedWaits;
    private volatile long blockedCalls;
    private long lastBlockedLogNanos;

    /**
     * A target that is well as far as is known and has nothing in flight.
     *
     * @param writesPerSecond this subtask's share of what the store takes; 0 for no limit
     */
    Target(String region, Store store, double writesPerSecond, RepairSettings.Limits limits) {
        this(region, store, writesPerSecond, limits, System::nanoTime);
    }

    /** A target by a clock like {@link System#nanoTime()}. */
    Target(
            String region,
            Store store,
            double writesPerSecond,
            RepairSettings.Limits limits,
            LongSupplier nanos) {
        this.region = region;
        this.store = store;
        this.storePace = new Pace(writesPerSecond);
        this.waitingMax = limits.waitingPerTarget();
        this.health = new Health(region);
        this.room = new Room(limits.inFlightFloor(), limits.inFlightPerTarget(), nanos.getAsLong());
        this.nanos = nanos;
        this.lastBlockedLogNanos = nanos.getAsLong() - LOG_EVERY_NANOS;
        this.namespaces = new NamespaceOutages(region);
        this.parked = new ParkedReading(region);
    }

    /** From now on, what may be in flight rises from the floor. */
    void ramp(long nowMillis) {
        room.ramp(nowMillis);
    }

    /** The lane of a scope, at this subtask's share of its rate; 0 for no limit. */
    Lane lane(String scope, double writesPerSecond) {
        Lane lane = lanes.get(scope);
        if (lane == null) {
            lane = new Lane(writesPerSecond, waitingMax);
            lanes.put(scope, lane);
            turns.add(lane);
        }
        lane.paceAt(writesPerSecond);
        return lane;
    }

    /**
     * Another revision says other rates: of every scope at once, so that none comes back with what
     * it saved up under an earlier one.
     *
     * @param writesPerSecond this subtask's share by scope; scopes which have none are not limited
     */
    void paceAt(Map<String, Double> writesPerSecond) {
        lanes.forEach((scope, lane) -> lane.paceAt(writesPerSecond.getOrDefault(scope, 0.0)));
    }

    /**
     * What a write meets now; if the gate is open, the write counts as in flight from now on. What
     * is refused is kept in mind until {@link #settle}.
     */
    Gate enter(Lane lane, String namespace, long nowMillis) {
        if (health.isOut()) {
            refusedAsOut = true;
            return Gate.PARKED;
        }
        if (!namespaces.isOpen(namespace, nowMillis)) {
            return refuse(namespace);
        }
        boolean paced = !(lane.pace().allows(nowMillis) && storePace.allows(nowMillis));
        if (hasRoom(nowMillis) && !paced) {
            room.enter();
            lane.pace().take();
            storePace.take();
            health.departs();
            namespaces.departs(namespace);
            parked.useful();
            return Gate.OPEN;
        }
        pacedWaits = pacedWaits + (paced ? 1 : 0);
        if (namespaces.isOut(namespace)) {
            return refuse(namespace);
        }
        refused.add(lane);
        return lane.hasRoom() ? Gate.FULL : Gate.OVERFULL;
    }

    private Gate refuse(String namespace) {
        refusedNamespaces.add(namespace);
        return Gate.NAMESPACE_PARKED;
    }

    /** An edge has been looked at: what was refused of it waits. */
    void settle(Subject edge) {
        if (refusedAsOut) {
            parked.mayHold();
            refusedAsOut = false;
        }
        if (!refused.isEmpty()) {
            for (Lane lane : refused) {
                if (lane.await(edge)) {
                    waitingCount = waitingCount + 1;
                    parked.useful();
                }
            }
            refused.clear();
        }
        if (!refusedNamespaces.isEmpty()) {
            refusedNamespaces.forEach(namespace -> namespaces.await(edge, namespace));
            refusedNamespaces.clear();
        }
    }

    /** A call of the store begins, for which the gate was open. */
    Flight.Departure departure() {
        return new Flight.Departure(nanos.getAsLong(), room.inFlight(), true);
    }

    /** The call of the store has returned, with or without an answer. */
    void called(Flight.Departure departure) {
        long now = nanos.getAsLong();
        long millis = (now - departure.atNanos()) / 1_000_000;
        if (millis >= BLOCKED_MILLIS_MIN) {
            blockedCalls = blockedCalls + 1;
            if (now - lastBlockedLogNanos >= LOG_EVERY_NANOS) {
                lastBlockedLogNanos = now;
                LOG.warn(
                        "the store of {} blocked its caller for {} ms (expected: 0), {} calls so far",
                        region,
                        millis,
                        blockedCalls);
            }
        }
    }

    /**
     * A write or a copy has come back.
     *
     * @return whose fault it is, if it failed
     */
    Fault comeBack(Flight.Landed landed, long nowMillis) {
        boolean wasWell = health.isWell();
        Flight flight = landed.flight();
        room.leave(landed);
        Fault fault = health.comesBack(landed, nowMillis);
        String namespace = flight.lease().cell().namespace();
        if (namespaces.comesBack(namespace, landed.result(), nowMillis)) {
            parked.mayHold();
        } else if (!Health.isAnswer(landed.result())) {
            namespaces.await(flight.edge(), namespace);
        }
        if (!health.isWell()) {
            parked.mayHold(); // what failed parks without asking
        } else if (!wasWell) {
            recovered(nowMillis);
        }
        return fault != Fault.TARGET && namespaces.isOut(namespace) ? Fault.NAMESPACE : fault;
    }

    private void recovered(long nowMillis) {
        room.ramp(nowMillis);
        parked.mayHold();
    }

    /** Whose fault a failure would be, as far as one can see now. */
    Fault fault(String namespace) {
        Fault fault = health.fault();
        return fault != Fault.TARGET && namespaces.isOut(namespace) ? Fault.NAMESPACE : fault;
    }

    /** What the store says is wrong with a namespace; empty if it has not said. */
    String trouble(String namespace) {
        return namespaces.trouble(namespace);
    }

    /** Whether nothing is sent there. */
    boolean isOut() {
        return health.isOut();
    }

    /** Whether it answers as it should. */
    boolean isWell() {
        return health.isWell();
    }

    /** What the store said last when it failed; empty if it never did. */
    String lastTrouble() {
        return health.lastTrouble();
    }

    /** Does what is due by the clock: lets probes through, gives up what nobody waits for. */
    void tick(long nowMillis) {
        boolean wasWell = health.isWell();
        health.probeIfDue(nowMillis, parked.isRoundOver(health.rounds()));
        if (health.isWell() && !wasWell) {
            recovered(nowMillis);
        }
        if (namespaces.forgetUnknown(nowMillis)) {
            parked.mayHold();
        }
    }

    /**
     * When this target wants to be looked at again; {@link Alarms#NONE} if only an answer can
     * change anything.
     */
    long nextMillis(long nowMillis) {
        long next = health.dueMillis();
        if (isOut()) {
            return next;
        }
        long ready = Math.max(nowMillis + 1, storePace.readyAtMillis(nowMillis));
        if (!hasRoom(nowMillis)) {
            ready = Math.max(ready, room.risesAtMillis(nowMillis));
        }
        next = Math.min(next, namespaces.nextMillis(ready));
        for (Lane lane : turns) {
            if (lane.waiting() > 0) {
                next = Math.min(next, Math.max(ready, lane.pace().readyAtMillis(nowMillis)));
            }
        }
        boolean reads = isWell() ? parked.isWanted(turns) : !parked.isRoundOver(health.rounds());
        return reads ? Math.min(next, Math.max(ready, parked.restsUntilMillis(nowMillis))) : next;
    }

    private boolean hasRoom(long nowMillis) {
        return isWell() ? room.isFree(nowMillis) : health.isOpen();
    }

    /**
     * One edge that has waited and for which there may be room now; null if there is none. While
     * the target is out, each: they are to be parked, since time spent here counts as age.
     */
    @Nullable Subject nextWaiting(long nowMillis) {
        boolean out = isOut();
        if (waitingCount == 0 || !out && !(hasRoom(nowMillis) && storePace.allows(nowMillis))) {
            return null;
        }
        for (int i = 0; i < turns.size(); i++) {
            turn = (turn + 1) % turns.size();
            Lane lane = turns.get(turn);
            Subject next =
                    lane.waiting() > 0 && (out || lane.pace().allows(nowMillis))
                            ? lane.next()
                            : null;
            if (next != null) {
                waitingCount = waitingCount - 1;
                return next;
            }
        }
        return null;
    }

    /** One edge of the parked index that can be looked at now; null if there is none. */
    @Nullable Subject nextParked(ParkedEdges index, long nowMillis) {
        if (isOut()) {
            parked.giveUp();
            return null;
        }
        if (!hasRoom(nowMillis) || !storePace.allows(nowMillis)) {
            return null;
        }
        Subject probe = namespaces.nextProbe(nowMillis);
        if (probe != null) {
            return probe;
        }
        if (!isWell()) {
            return parked.nextProbe(index, health.rounds());
        }
        for (Lane lane : turns) {
            if (lane.isHalfFull() && lane.pace().allows(nowMillis)) {
                return null; // those who wait in memory come first
            }
        }
        return parked.next(index, turns, nowMillis);
    }

    /** Gives back what is open. */
    void stopReading() {
        parked.close();
    }

    int inFlight() {
        return room.inFlight();
    }

    int limit() {
        return room.lastLimit();
    }

    int waiting() {
        return waitingCount;
    }

    /** How often a write had to wait for the rate of its scope or of the store. */
    long pacedWaits() {
        return pacedWaits;
    }

    /** How often the store has blocked its caller. */
    long blockedCalls() {
        return blockedCalls;
    }

    /** How many of its namespaces are out. */
    int namespacesOut() {
        return namespaces.count();
    }

    /** The breaker's state by a stable number: 0 well, 1 out, 2 being probed. */
    int breaker() {
        return health.code();
    }
}
