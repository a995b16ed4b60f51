package org.entropyrepair.flow.repair;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a target as a whole is out, and once that it answers again. A target of which an
 * earlier life of the task may have said that it is out is said to answer with its first answer.
 *
 * <p>Of one that answers but has more due than can wait in memory it is said that it is behind, now
 * and then for as long as that lasts, since another task may have caught up meanwhile and said so;
 * and once that it has caught up. Task thread only.
 */
final class TargetNews {
    private static final Logger LOG = LoggerFactory.getLogger(TargetNews.class);
    private static final long BEHIND_AGAIN_MILLIS = 30_000;

    private final String job;
    private final Interpreter interpreter;
    private final Moments moments;
    private final Tally tally;
    private final Set<String> unheard;
    private final Map<String, Backlog> backlogs = new HashMap<>();

    /**
     * The clock, as this task sees it.
     *
     * @param nowMillis milliseconds since 1970
     * @param next this moment, under a revision of its own
     * @param visibleAfterMillis how long a wait lasts before it is published
     */
    record Moments(LongSupplier nowMillis, Supplier<Time> next, LongSupplier visibleAfterMillis) {}

    /** More is due at a target than can wait in memory. */
    private static final class Backlog {
        private final long sinceMillis;
        private long sayAtMillis;
        private boolean said;

        Backlog(long sinceMillis, long visibleAfterMillis) {
            this.sinceMillis = sinceMillis;
            this.sayAtMillis = sinceMillis + visibleAfterMillis;
        }
    }

    /**
     * No news yet.
     *
     * @param unheard targets of which something may have been said in an earlier life
     */
    TargetNews(
            String job,
            Interpreter interpreter,
            Moments moments,
            Tally tally,
            Set<String> unheard) {
        this.job = job;
        this.interpreter = interpreter;
        this.moments = moments;
        this.tally = tally;
        this.unheard = new HashSet<>(unheard);
    }

    /** A write has landed, and its target has been told. */
    void after(Flight.Landed landed, Target target, boolean wasWell) {
        if (target.isOut() && wasWell) {
            LOG.warn("target {} is out: {}", target.region, target.lastTrouble());
            backlogs.remove(target.region);
            report(target, RepairState.PARKED, target.lastTrouble());
        } else if (target.isWell() && !wasWell) {
            LOG.info("target {} answers again", target.region);
            report(target, RepairState.HEALED, "target answers again");
        } else if (target.isWell() && landed.isAnswered() && unheard.contains(target.region)) {
            report(target, RepairState.HEALED, "target answers");
        }
        if (target.isWell()) {
            watchBacklog(target, tally.of(target.region).withTarget() > 0);
        }
    }

    private void watchBacklog(Target target, boolean behind) {
        Backlog backlog = backlogs.get(target.region);
        if (!behind) {
            if (backlog != null) {
                backlogs.remove(target.region);
                if (backlog.said) {
                    report(target, RepairState.HEALED, "target has caught up");
                }
            }
            return;
        }
        long now = moments.nowMillis().getAsLong();
        if (backlog == null) {
            backlogs.put(target.region, new Backlog(now, moments.visibleAfterMillis().getAsLong()));
        } else if (now >= backlog.sayAtMillis) {
            backlog.said = true;
            backlog.sayAtMillis = now + BEHIND_AGAIN_MILLIS;
            report(target, RepairState.HOLDING, Phase.Why.BACKLOG.text(), backlog.sinceMillis);
        }
    }

    private void report(Target target, RepairState state, String reason) {
        report(target, state, reason, moments.nowMillis().getAsLong());
    }

    private void report(Target target, RepairState state, String reason, long sinceMillis) {
        unheard.remove(target.region);
        Time now = moments.next().get();
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
                        sinceMillis,
                        0,
                        reason,
                        ""));
    }
}
