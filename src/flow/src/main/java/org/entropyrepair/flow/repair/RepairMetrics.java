package org.entropyrepair.flow.repair;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;

/** What the operator counts. Task thread only. */
final class RepairMetrics {
    private static final String STRANGERS = "unknown";

    private final MetricGroup group;
    private final Counter revisionsRefused;

    private final Set<String> targets = new HashSet<>();
    private final Map<String, Counter> byTargetAndName = new HashMap<>();
    private final Map<RepairState, Counter> ends = new EnumMap<>(RepairState.class);
    private final Map<DeathReason, Counter> deaths = new EnumMap<>(DeathReason.class);

    private final Map<String, MetricGroup> scopes = new HashMap<>();

    RepairMetrics(MetricGroup group) {
        this.group = group;
        this.revisionsRefused = group.counter("configRevisionsRefused");
    }

    /** Registers the number of the config revision in force, and what it holds back. */
    void watch(Revisions revisions) {
        group.<Long, Gauge<Long>>gauge("configRevision", revisions::number);
        group.<Long, Gauge<Long>>gauge("discardsHeldBack", revisions::heldBack);
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
                                    MetricGroup of = group.addGroup("scope").addGroup(name);
                                    of.<Long, Gauge<Long>>gauge("pending", scope::pending);
                                    return of;
                                }));
    }

    /** A config revision could not be used. */
    void revisionRefused() {
        revisionsRefused.inc();
    }

    /** Registers a target's gauges. */
    void watch(Target target, Tally.Counts counts) {
        targets.add(target.region);
        MetricGroup of = group.addGroup("target", target.region);
        of.gauge("pending", counts::pending);
        of.gauge("parked", counts::parked);
        of.gauge("inFlight", target::inFlight);
        of.gauge("limit", target::limit);
        of.gauge("waiting", target::waiting);
        of.gauge("pacedWaits", target::pacedWaits);
        of.gauge("out", () -> target.isOut() ? 1 : 0);
        of.gauge("breaker", target::breaker);
        of.gauge("namespacesOut", target::namespacesOut);
        of.gauge("blockedCalls", target::blockedCalls);
    }

    /** Counts something of a target; all regions that are not this job's are counted as one. */
    void count(String region, String name) {
        String target = targets.contains(region) ? region : STRANGERS;
        byTargetAndName
                .computeIfAbsent(
                        target + "/" + name,
                        unused -> group.addGroup("target", target).counter(name))
                .inc();
    }

    void reported(RepairState state) {
        ends.computeIfAbsent(
                        state,
                        unused -> group.addGroup("state", state.wireName()).counter("reported"))
                .inc();
    }

    void died(DeathReason reason) {
        deaths.computeIfAbsent(
                        reason,
                        unused -> group.addGroup("reason", reason.name()).counter("deadLetters"))
                .inc();
    }
}
