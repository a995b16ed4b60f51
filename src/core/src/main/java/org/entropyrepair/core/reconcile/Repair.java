package org.entropyrepair.core.reconcile;

import java.util.List;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.RepairState;
import org.jspecify.annotations.Nullable;

/**
 * A pending repair of one cell at one target: the control part of the state, at most 150 bytes of
 * it beyond names and payload.
 *
 * @param target the region that missed the write
 * @param origin the region whose report made it pending; its scope applies
 * @param candidates what could be done: versions, best first, then copies, newest first; never
 *     empty
 * @param phase where it stands
 * @param attempts tries at the store of the present best version that count toward the ceiling
 * @param backoffMillis the last wait between attempts, before jitter; 0 before the first
 * @param leases number of the last lease; it begins at the clock, so that an answer to a write of
 *     an earlier repair of this cell and target, late beyond its lease, is never taken for one of
 *     this
 * @param ageFromMillis the moment from which the age counts; moved forward by time spent parked
 * @param sinceMillis since when it has been in its present {@link #state()}
 * @param published the wait that readers know of; null if none, or if it was for another reason
 * @param revision of the last published outcome; 0 if none
 * @param ambiguous whether the write may have landed somewhere, so that it is made whatever a read
 *     says
 * @param trouble how the last failed attempt ended; null if there was none
 */
public record Repair(
        String target,
        String origin,
        List<Candidate> candidates,
        Phase phase,
        int attempts,
        long backoffMillis,
        int leases,
        long ageFromMillis,
        long sinceMillis,
        @Nullable RepairState published,
        long revision,
        boolean ambiguous,
        Answer.@Nullable Kind trouble) {

    /**
     * At most this many versions are kept; beyond it the least is forgotten, superseded for good.
     */
    public static final int CANDIDATES_MAX = 4;

    /** At most this many copies: one to be made and, before it, one in flight. */
    public static final int COPIES_MAX = 2;

    private static final String ITS_TURN = "waiting for its turn at the target";

    /** Leaves room above the first lease of a repair, so that later ones stay positive. */
    private static final long FIRST_LEASE_MASK = 0x3fff_ffffL;

    /**
     * A repair that begins.
     *
     * @param ambiguous as for {@link #ambiguous()}
     */
    static Repair fresh(
            String target,
            String origin,
            Candidate candidate,
            Phase phase,
            boolean ambiguous,
            long nowMillis) {
        return new Repair(
                target,
                origin,
                List.of(candidate),
                phase,
                0,
                0,
                (int) (nowMillis & FIRST_LEASE_MASK),
                nowMillis,
                nowMillis,
                null,
                0,
                ambiguous,
                null);
    }

    /** The winner; the copy if there is nothing but a copy. */
    public Candidate best() {
        return candidates.get(0);
    }

    /** Whether this candidate of its is at the store. */
    boolean isFlying(Candidate candidate) {
        return phase instanceof Phase.InFlight flight && flight.payload() == candidate.payload();
    }

    /**
     * The word for its wait. From the first failed attempt on, attempts and the waits between them
     * are one wait: {@link RepairState#BACKING_OFF}.
     */
    public RepairState state() {
        if (phase instanceof Phase.Holding) {
            return RepairState.HOLDING;
        } else if (phase instanceof Phase.Parked) {
            return RepairState.PARKED;
        } else if (phase instanceof Phase.Observed) {
            return RepairState.OBSERVED;
        } else if (backoffMillis > 0) {
            return RepairState.BACKING_OFF;
        } else if (phase instanceof Phase.InFlight) {
            return RepairState.IN_FLIGHT;
        }
        return RepairState.HOLDING;
    }

    /**
     * Why it waits, in words; empty where the state says it all.
     *
     * @param cell the cell it is of
     */
    public String reason(Cell cell, Time time) {
        if (phase instanceof Phase.Parked parked) {
            return parked.why() == Phase.Why.NAMESPACE
                    ? "namespace " + cell.namespace() + " is parked at " + target
                    : parked.why().text();
        } else if (phase instanceof Phase.Holding) {
            return Attempts.isDue(this, time) ? ITS_TURN : "waiting for replication";
        } else if (phase instanceof Phase.Waiting && backoffMillis == 0) {
            return Attempts.isDue(this, time) ? ITS_TURN : "token is ahead of the clock";
        }
        return trouble == null ? "" : trouble.text();
    }

    /** Whether it waits with its whole target, of which is said once for all its repairs. */
    public boolean waitsWithTarget() {
        return phase instanceof Phase.Parked parked && parked.why().isOfTarget();
    }

    /** Whether readers know of its present wait, and for the reason that it has now. */
    boolean isKnown() {
        return published == state();
    }

    /** Whether readers have been told anything of it, and it will end before their eyes. */
    boolean isVisible() {
        return revision > 0;
    }

    /** Whether it stands in its target's parked index. */
    public boolean isParked() {
        return phase instanceof Phase.Parked || phase instanceof Phase.Observed;
    }

    /**
     * Moves to another phase; keeps track of since when and of the age, to which time spent parked
     * does not count. A wait for another reason is another wait, of which readers do not know yet.
     */
    Repair to(Phase next, long nowMillis) {
        Draft draft = new Draft(this);
        draft.phase = next;
        if (isParked()) {
            draft.ageFromMillis += parkedMillis(nowMillis);
        }
        if (isParked() || phase instanceof Phase.Holding) {
            draft.published = null;
        }
        Repair moved = draft.done();
        if (moved.state() != state() || isParked()) {
            draft.sinceMillis = nowMillis;
            return draft.done();
        }
        return moved;
    }

    /** How much of its age it has been parked for, up to now. */
    long parkedMillis(long nowMillis) {
        return isParked() ? Math.max(0, nowMillis - Math.max(sinceMillis, ageFromMillis)) : 0;
    }

    /** Another winner or other runners-up. */
    Repair withCandidates(List<Candidate> next) {
        Draft draft = new Draft(this);
        draft.candidates = List.copyOf(next);
        return draft.done();
    }

    /**
     * A newer version resets attempts and age, not the due time or the backoff. Its wait is the
     * same wait, which is not published again; only a dry run is, since it says what would be
     * written.
     */
    Repair startOver(long nowMillis) {
        Draft draft = new Draft(this);
        draft.attempts = 0;
        draft.ageFromMillis = nowMillis;
        if (phase instanceof Phase.Observed) {
            draft.published = null;
        }
        return draft.done();
    }

    /** From now on the scope of another origin applies. */
    Repair from(String nextOrigin) {
        Draft draft = new Draft(this);
        draft.origin = nextOrigin;
        return draft.done();
    }

    /** A try has failed; {@code nextBackoffMillis} is waited before the next. */
    Repair failedOnce(
            Answer.Kind kind, int countedAttempts, long nextBackoffMillis, long nowMillis) {
        Draft draft = new Draft(this);
        if (backoffMillis == 0) {
            draft.sinceMillis = nowMillis;
        }
        if (trouble != null && trouble != kind) {
            draft.published = null;
        }
        draft.trouble = kind;
        draft.attempts = countedAttempts;
        draft.backoffMillis = nextBackoffMillis;
        draft.ambiguous |= kind == Answer.Kind.UNKNOWN;
        return draft.done();
    }

    /** The store took or refused it: one more try has been made. */
    Repair triedOnceMore() {
        Draft draft = new Draft(this);
        draft.attempts++;
        return draft.done();
    }

    /** The store has answered: the next attempt does not have to wait. */
    Repair withoutTrouble() {
        Draft draft = new Draft(this);
        draft.trouble = null;
        draft.backoffMillis = 0;
        return draft.done();
    }

    /** One more write goes out. */
    Repair leased() {
        Draft draft = new Draft(this);
        draft.leases++;
        return draft.done();
    }

    /** The write may have landed. */
    Repair markAmbiguous() {
        Draft draft = new Draft(this);
        draft.ambiguous = true;
        return draft.done();
    }

    /** Readers know of its present wait. */
    Repair publishedAs(RepairState state, long nextRevision) {
        Draft draft = new Draft(this);
        draft.published = state;
        draft.revision = nextRevision;
        return draft.done();
    }

    /** Another version of it has ended: readers know of that, not of its present wait. */
    Repair overshadowed(long nextRevision) {
        Draft draft = new Draft(this);
        draft.published = null;
        draft.revision = nextRevision;
        return draft.done();
    }

    /** A copy on which single fields are changed. */
    private static final class Draft {
        private final Repair of;
        private String origin;
        private List<Candidate> candidates;
        private Phase phase;
        private int attempts;
        private long backoffMillis;
        private int leases;
        private long ageFromMillis;
        private long sinceMillis;
        private @Nullable RepairState published;
        private long revision;
        private boolean ambiguous;
        private Answer.@Nullable Kind trouble;

        Draft(Repair of) {
            this.of = of;
            origin = of.origin;
            candidates = of.candidates;
            phase = of.phase;
            attempts = of.attempts;
            backoffMillis = of.backoffMillis;
            leases = of.leases;
            ageFromMillis = of.ageFromMillis;
            sinceMillis = of.sinceMillis;
            published = of.published;
            revision = of.revision;
            ambiguous = of.ambiguous;
            trouble = of.trouble;
        }

        Repair done() {
            return new Repair(
                    of.target,
                    origin,
                    candidates,
                    phase,
                    attempts,
                    backoffMillis,
                    leases,
                    ageFromMillis,
                    sinceMillis,
                    published,
                    revision,
                    ambiguous,
                    trouble);
        }
    }
}
