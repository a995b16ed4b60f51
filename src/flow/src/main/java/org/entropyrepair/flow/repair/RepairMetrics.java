package org.entropyrepair.flow.repair;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.RepairState;

/** What the operator counts. Task thread only. */
final class RepairMetrics {
    private final MetricGroup group;
    private final Map<String, Counter> byTargetAndName = new HashMap<>();
    private final Map<RepairState, Counter> ends = new EnumMap<>(RepairState.class);
    private final Map<DeathReason, Counter> deaths = new EnumMap<>(DeathReason.class);

    RepairMetrics(MetricGroup group) {
        this.group = group;
    }

    /** Registers a target's gauges. */
    void watch(Target target, Tally.Counts counts) {
        MetricGroup of = group.addGroup("target", target.region);
        of.gauge("pending", counts::pending);
        of.gauge("parked", counts::parked);
        of.gauge("inFlight", target::inFlight);
        of.gauge("waiting", target::waiting);
        of.gauge("out", () -> target.isOut() ? 1 : 0);
    }

    void count(String target, String name) {
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
