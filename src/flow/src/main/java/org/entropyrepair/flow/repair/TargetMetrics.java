package org.entropyrepair.flow.repair;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.metrics.DurationCounts;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Meters;
import org.entropyrepair.sinks.WriteResult;

/** What is counted of one target. Task thread only. */
final class TargetMetrics {
    private final Meters meters;
    private final String target;
    private final Set<String> regions;
    private final Counter writes;
    private final Counter copies;
    private final Counter merged;
    private final Counter byWatermark;
    private final Counter byDeadline;
    private final Map<Object, Counter> answers = new HashMap<>();
    private final Map<DeathReason, Counter> deadLetters = new EnumMap<>(DeathReason.class);
    private final Map<String, Counter> bytes = new HashMap<>();
    private final DurationCounts fromFailure;
    private final DurationCounts fromArrival;
    private final DurationCounts store;

    /**
     * Nothing has been counted. What may never come is there as well, as 0: what appears as 1 has
     * not risen, for who watches.
     *
     * @param regions of the config
     */
    TargetMetrics(Meters meters, String target, Set<String> regions) {
        this.meters = meters;
        this.target = target;
        this.regions = regions;
        writes = meters.counter(JobMetric.ATTEMPTS, target, "write");
        copies = meters.counter(JobMetric.ATTEMPTS, target, "copy");
        merged = meters.counter(JobMetric.MERGED, target);
        byWatermark = meters.counter(JobMetric.HOLDS_ENDED, target, "watermark");
        byDeadline = meters.counter(JobMetric.HOLDS_ENDED, target, "deadline");
        for (Class<?> result : WriteResult.class.getPermittedSubclasses()) {
            answers.put(result, answer(result.getSimpleName()));
        }
        for (DeathReason reason : DeathReason.values()) {
            deadLetters.put(reason, meters.counter(JobMetric.DEAD_LETTERS, target, reason.name()));
        }
        fromFailure =
                DurationCounts.ofRepairs()
                        .register(
                                meters, JobMetric.FROM_FAILURE, JobMetric.FROM_FAILURE_SUM, target);
        fromArrival =
                DurationCounts.ofRepairs()
                        .register(
                                meters, JobMetric.FROM_ARRIVAL, JobMetric.FROM_ARRIVAL_SUM, target);
        store =
                DurationCounts.ofCalls()
                        .register(
                                meters,
                                JobMetric.STORE_LATENCY,
                                JobMetric.STORE_LATENCY_SUM,
                                target);
    }

    private Counter answer(String name) {
        return meters.counter(
                JobMetric.ANSWERS, target, name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    void writes() {
        writes.inc();
    }

    void copies() {
        copies.inc();
    }

    void merged() {
        merged.inc();
    }

    void died(DeathReason reason) {
        Counter counter = deadLetters.get(reason);
        if (counter != null) {
            counter.inc();
        }
    }

    /** A store has answered, or it never will. */
    void landed(Flight.Landed landed) {
        WriteResult result = landed.result();
        if (result == null) {
            answers.computeIfAbsent(
                            landed.answer().kind(),
                            unused -> answer("copy-" + landed.answer().kind().name()))
                    .inc();
            return;
        }
        Counter counter = answers.get(result.getClass());
        if (counter != null) {
            counter.inc();
        }
        if (landed.flight().departure().timed()) {
            store.tookNanos(landed.tookNanos());
        }
    }

    /** This repair's write has come back, whether or not that ended it. */
    void cameBack(Repair repair, Flight.Cargo cargo) {
        String origin =
                regions.contains(repair.origin()) ? repair.origin() : RepairMetrics.STRANGERS;
        bytes.computeIfAbsent(origin, unused -> meters.counter(JobMetric.BYTES, origin, target))
                .inc(cargo.bytes());
    }

    /** This repair has ended well. */
    void repaired(Repair repair, Flight.Cargo cargo, long nowMillis) {
        fromFailure.tookMillis(nowMillis - Standing.firstFailedAtMillis(repair));
        if (cargo.readAtMillis() != Flight.Cargo.UNREAD) {
            fromArrival.tookMillis(nowMillis - cargo.readAtMillis());
        }
    }

    /** A repair has been held no longer. */
    void holdEnded(Phase.Holding hold, Time time) {
        (time.watermarkMillis() >= hold.eventDueMillis() ? byWatermark : byDeadline).inc();
    }
}
