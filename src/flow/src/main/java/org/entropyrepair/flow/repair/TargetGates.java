package org.entropyrepair.flow.repair;

import java.util.Map;
import java.util.function.LongSupplier;
import org.entropyrepair.core.reconcile.Gates;
import org.jspecify.annotations.Nullable;

/** What writes meet at their targets at this moment. A region that is none is always parked. */
final class TargetGates implements Gates {
    private final Map<String, Target> targets;
    private final Revisions revisions;
    private final LongSupplier nowMillis;
    private final @Nullable Fault ofAnswer;

    /** The gates where no answer is decided about. */
    TargetGates(Map<String, Target> targets, Revisions revisions, LongSupplier nowMillis) {
        this(targets, revisions, nowMillis, null);
    }

    private TargetGates(
            Map<String, Target> targets,
            Revisions revisions,
            LongSupplier nowMillis,
            @Nullable Fault ofAnswer) {
        this.targets = targets;
        this.revisions = revisions;
        this.nowMillis = nowMillis;
        this.ofAnswer = ofAnswer;
    }

    /** The gates where an answer is decided about, with whose fault it is; null if it is none. */
    TargetGates after(@Nullable Fault fault) {
        return new TargetGates(targets, revisions, nowMillis, fault);
    }

    @Override
    public Gate at(String region, String scope, String namespace) {
        Target target = targets.get(region);
        if (target == null) {
            return Gate.PARKED;
        }
        double writesPerSecond = revisions.writesPerSecond().getOrDefault(scope, 0.0);
        return target.enter(target.lane(scope, writesPerSecond), namespace, nowMillis.getAsLong());
    }

    @Override
    public Fault fault(String region, String namespace) {
        Target target = targets.get(region);
        if (target == null) {
            return Fault.TARGET;
        }
        return ofAnswer == null ? target.fault(namespace) : ofAnswer;
    }

    @Override
    public String trouble(String region, String namespace) {
        Target target = targets.get(region);
        return target == null ? "" : target.trouble(namespace);
    }
}
