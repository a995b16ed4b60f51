package org.entropyrepair.flow.repair;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Policy.Action;
import org.entropyrepair.core.reconcile.PolicyChange;
import org.entropyrepair.flow.revision.ConfigRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The config revision in force at this subtask, and what it means for what comes and for what is
 * pending. Task thread only, except what gauges read.
 *
 * <p>A job that awaits its first revision begins with the file's config, every scope of it paused:
 * whatever the revision says, nothing has been done that it would not have done.
 *
 * <p>What is pending is discarded only if the revision carries a count that is not less than what
 * is pending here of what it discards; as long as it is less, or it is not known yet how much is
 * pending, that is held back: it pauses.
 */
final class Revisions {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);
    private static final long NONE = -1;

    private final PolicyReader policies;
    private final String fileText;
    private final double share;
    private final Map<String, Double> writesPerSecond = new HashMap<>();
    private Policy forArrivals;
    private Policy forPending;
    private long discardsMax = Long.MAX_VALUE;
    private volatile long number;
    private volatile long heldBack;

    /** What has become of a revision. */
    enum Taken {
        /** It is in force already, or a newer one is. */
        NOT_NEW,
        /** It cannot be used; the one before stays in force. */
        REFUSED,
        /** It is in force, and read when something is due. */
        IN_FORCE,
        /** It is in force, and what is pending has to be looked at before it is due. */
        FELT
    }

    /**
     * The config that the job was started with.
     *
     * @param share this subtask's share of every rate
     * @throws IllegalArgumentException if it cannot be used
     */
    Revisions(RepairSettings settings, double share) {
        this.policies = settings.policies();
        this.fileText = settings.config();
        this.share = share;
        this.number = settings.awaitsRevision() ? NONE : 0;
        Policy ofFile = policies.read(fileText);
        this.forArrivals =
                settings.awaitsRevision() ? ofFile.pausing(EnumSet.allOf(Action.class)) : ofFile;
        this.forPending = forArrivals;
        readRates();
    }

    /** What decides about a failure that is read. */
    Policy forArrivals() {
        return forArrivals;
    }

    /** What decides about what is pending. */
    Policy forPending() {
        return forPending;
    }

    /** This subtask's share of the rate of every scope; 0 for no limit. */
    Map<String, Double> writesPerSecond() {
        return writesPerSecond;
    }

    /** The number in force; -1 as long as the first is awaited. */
    long number() {
        return number;
    }

    /** Whether none has come yet, so that all is paused. */
    boolean isAwaited() {
        return number == NONE;
    }

    /** How many pending repairs would be discarded if the revision carried their count. */
    long heldBack() {
        return heldBack;
    }

    /** A revision has come. */
    Taken take(ConfigRevision next, Tally tally) {
        if (next.number() < number || next.text().equals(fileText) && number == 0) {
            return Taken.NOT_NEW;
        }
        Policy read;
        try {
            read = policies.read(next.text());
        } catch (IllegalArgumentException refused) {
            LOG.error(
                    "config revision {} refused, {} stays in force: {}",
                    next.number(),
                    number,
                    refused.getMessage());
            return Taken.REFUSED;
        }
        number = next.number();
        discardsMax = next.discardsMax();
        forArrivals = read;
        readRates();
        LOG.info("config revision {} in force", number);
        return use(tally) ? Taken.FELT : Taken.IN_FORCE;
    }

    /**
     * All that is pending has been counted: what was held back until then may be discarded.
     *
     * @return whether what is pending has to be looked at before it is due
     */
    boolean counted(Tally tally) {
        return use(tally);
    }

    private boolean use(Tally tally) {
        Policy before = forPending;
        long discarded = tally.kinds().discardedBy(forArrivals);
        boolean mayDiscard = tally.isComplete() && discarded <= discardsMax;
        forPending = mayDiscard ? forArrivals : forArrivals.pausing(Set.of(Action.DISCARD));
        heldBack = mayDiscard ? 0 : discarded;
        if (!mayDiscard && tally.isComplete()) {
            LOG.error(
                    "config revision {} discards {} pending repairs here (expected: at most {}, as"
                            + " it says); they pause until a revision carries their count",
                    number,
                    discarded,
                    discardsMax);
        }
        return new PolicyChange(before, forPending).isFeltBeforeDue();
    }

    private void readRates() {
        writesPerSecond.clear();
        for (Policy.ScopeRule scope : forArrivals.scopes()) {
            writesPerSecond.putIfAbsent(scope.name(), scope.maxWritesPerSecond() * share);
        }
    }
}
