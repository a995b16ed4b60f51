package org.entropyrepair.flow.repair;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a target as a whole is out, and once that it answers again. A target of which an
 * earlier life of the task may have said that it is out is said to answer with its first answer.
 * Task thread only.
 */
final class TargetNews {
    private static final Logger LOG = LoggerFactory.getLogger(TargetNews.class);

    private final String job;
    private final Interpreter interpreter;
    private final Supplier<Time> moment;
    private final Set<String> unheard;

    /**
     * No news yet.
     *
     * @param moment the moment at which it is asked
     * @param unheard targets of which something may have been said in an earlier life
     */
    TargetNews(String job, Interpreter interpreter, Supplier<Time> moment, Set<String> unheard) {
        this.job = job;
        this.interpreter = interpreter;
        this.moment = moment;
        this.unheard = new HashSet<>(unheard);
    }

    /** A write has landed, and its target has been told. */
    void after(Flight.Landed landed, Target target, boolean wasWell) {
        if (target.isOut() && wasWell) {
            LOG.warn("target {} is out: {}", target.region, target.lastTrouble());
            report(target, RepairState.PARKED, target.lastTrouble());
        } else if (target.isWell() && !wasWell) {
            LOG.info("target {} answers again", target.region);
            report(target, RepairState.HEALED, "target answers again");
        } else if (target.isWell() && landed.isAnswered() && unheard.contains(target.region)) {
            report(target, RepairState.HEALED, "target answers");
        }
    }

    private void report(Target target, RepairState state, String reason) {
        unheard.remove(target.region);
        Time now = moment.get();
        interpreter.reportTarget(
                new Outcome(
                        state,
                        null,
                        null,
                        target.region,
                        null,
                        now.revision(),
                        job,
                        now.nowMillis(),
                        0,
                        now.nowMillis(),
                        0,
                        reason,
                        ""));
    }
}
