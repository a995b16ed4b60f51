package org.entropyrepair.flow.repair;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.flow.metrics.DrainEstimate;
import org.entropyrepair.flow.metrics.JobMetric;
import org.entropyrepair.flow.metrics.Label;
import org.entropyrepair.flow.metrics.Meters;
import org.jspecify.annotations.Nullable;

/** What the operator measures. Task thread only; gauges are read by any. */
final class RepairMetrics {
    /** By which name all regions are counted that are not this job's. */
    static final String STRANGERS = "unknown";

    private final MetricGroup group;
    private final Meters meters;
    private final Set<String> regions;
    private final boolean counts;
    private final Counter revisionsRefused;
    private final TargetMetrics strangers;
    private final Map<String, TargetMetrics> targets = new HashMap<>();
    private final Map<RepairState, Counter> reported = new EnumMap<>(RepairState.class);
    private final Map<String, MetricGroup> scopes = new HashMap<>();

    /**
     * Nothing has been counted.
     *
     * @param regions of the config
     * @param counts whether what costs more than an addition is counted
     */
    RepairMetrics(MetricGroup group, Set<String> regions, boolean counts) {
        this.group = group;
        this.counts = counts;
        this.meters = new Meters(group);
        this.regions = regions;
        this.strangers = new TargetMetrics(meters, STRANGERS, regions);
        this.revisionsRefused = meters.counter(JobMetric.CONFIG_REFUSED);
        for (RepairState state : RepairState.values()) {
            reported.put(state, meters.counter(JobMetric.REPORTED, state.wireName()));
        }
    }

    /** Registers the number of the config revision in force, and what it holds back. */
    void watch(Revisions revisions) {
        meters.gauge(JobMetric.CONFIG_REVISION, revisions::number);
        meters.gauge(JobMetric.DISCARDS_HELD_BACK, revisions::heldBack);
    }

    /** Registers how long records have waited, and for how much room. */
    void watch(Intake intake, EdgeStates states) {
        meters.summed(JobMetric.RECORDS_WAIT, intake::waitedSeconds);
        meters.gauge(JobMetric.HEAP_SHARE, states::heapShareTaken);
    }

    /** Registers whether all that is pending has been counted. */
    void watch(Tally tally) {
        meters.gauge(JobMetric.PENDING_COUNTED, () -> tally.isComplete() ? 1 : 0);
    }

    /** Registers the gauges of these scopes, and removes those of all others. */
    void watch(Map<String, Kinds.Scope> present) {
        scopes.entrySet()
                .removeIf(
                        scope -> {
                            boolean gone = !present.containsKey(scope.getKey());
                            if (gone && scope.getValue() instanceof AbstractMetricGroup<?> series) {
                                series.close();
                            }
                            return gone;
                        });
        present.forEach(
                (name, scope) ->
                        scopes.computeIfAbsent(
                                name,
                                unused -> {
                                    meters.gauge(JobMetric.PENDING_OF_SCOPE, scope::pending, name);
                                    return group.addGroup(Label.SCOPE.key(), name);
                                }));
    }

    /** A config revision could not be used. */
    void revisionRefused() {
        revisionsRefused.inc();
    }

    /** Registers a target's gauges. */
    void watch(Target target, Tally tally) {
        String region = target.region;
        targets.put(region, new TargetMetrics(meters, region, regions));
        Tally.Counts counts = tally.of(region);
        meters.gauge(JobMetric.PENDING, counts::pending, region);
        meters.gauge(JobMetric.PARKED, counts::parked, region);
        meters.gauge(JobMetric.DRAIN, new DrainEstimate(counts::pending), region);
        tally.standings().at(region).forEach((name, of) -> watch(region, name, of));
        meters.gauge(JobMetric.IN_FLIGHT, target::inFlight, region);
        meters.gauge(JobMetric.LIMIT, target::limit, region);
        meters.gauge(JobMetric.WAITING, target::waiting, region);
        meters.counted(JobMetric.PACED_WAITS, target::pacedWaits, region);
        meters.gauge(JobMetric.OUT, () -> target.isOut() ? 1 : 0, region);
        meters.gauge(JobMetric.BREAKER, target::breaker, region);
        meters.gauge(JobMetric.NAMESPACES_OUT, target::namespacesOut, region);
        meters.counted(JobMetric.BLOCKED_CALLS, target::blockedCalls, region);
    }

    private void watch(String region, String namespace, Standing of) {
        for (RepairState state : Standing.states()) {
            meters.gauge(
                    JobMetric.PENDING_BY_STATE,
                    () -> of.in(state),
                    region,
                    namespace,
                    state.wireName());
        }
        meters.gauge(
                JobMetric.OLDEST_PENDING,
                () -> of.oldestSeconds(System.currentTimeMillis()),
                region,
                namespace);
        if (!namespace.equals(STRANGERS)) {
            meters.gauge(
                    JobMetric.HEADROOM,
                    () -> of.headroomSeconds(System.currentTimeMillis()),
                    region,
                    namespace);
        }
    }

    /** Of one target; all regions that are not this job's are counted as one. */
    TargetMetrics of(String region) {
        return targets.getOrDefault(region, strangers);
    }

    /** A store has answered, or it never will. */
    void landed(Flight.Landed landed) {
        if (counts) {
            of(landed.flight().lease().target()).landed(landed);
        }
    }

    void reported(RepairState state) {
        Counter counter = reported.get(state);
        if (counter != null) {
            counter.inc();
        }
    }

    /** A write or copy has come back, and made of its edge what it is now. */
    void cameBack(Flight.Landed landed, EdgeState before, EdgeState after, long nowMillis) {
        if (!counts) {
            return;
        }
        Input.Lease lease = landed.flight().lease();
        Repair repair = repair(before, lease.cell(), lease.target());
        if (repair == null) {
            return;
        }
        TargetMetrics of = of(lease.target());
        Flight.Cargo cargo = landed.flight().cargo();
        of.cameBack(repair, cargo);
        if (Health.isAnswer(landed.result())
                && repair(after, lease.cell(), lease.target()) == null) {
            of.repaired(repair, cargo, nowMillis);
        }
    }

    /** An edge has been looked at: counts what is no longer held. */
    void lookedAt(EdgeState before, EdgeState after, Time time) {
        if (!counts) {
            return;
        }
        for (CellState cell : before.cells()) {
            for (Repair repair : cell.repairs()) {
                if (repair.phase() instanceof Phase.Holding hold) {
                    Repair now = repair(after, cell.cell(), repair.target());
                    if (now == null || !(now.phase() instanceof Phase.Holding)) {
                        of(repair.target()).holdEnded(hold, time);
                    }
                }
            }
        }
    }

    private static @Nullable Repair repair(EdgeState of, Cell cell, String target) {
        for (CellState one : of.cells()) {
            if (one.cell().equals(cell)) {
                for (Repair repair : one.repairs()) {
                    if (repair.target().equals(target)) {
                        return repair;
                    }
                }
            }
        }
        return null;
    }
}
