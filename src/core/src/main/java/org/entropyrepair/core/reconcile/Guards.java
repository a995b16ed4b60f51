package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Version;

/** The guards that a version has to pass before it is merged, and again before each write. */
final class Guards {
    private Guards() {}

    /** What a guard says. */
    sealed interface Verdict {
        /** It may be written. */
        record Pass() implements Verdict {}

        /** Its token is ahead of the clock: it may be written from {@code atMillis} on. */
        record Later(long atMillis) implements Verdict {}

        /** It must never be written. */
        record Never(DeathReason reason, String message) implements Verdict {}
    }

    private static final Verdict PASS = new Verdict.Pass();

    static Verdict check(
            Cell cell,
            Candidate candidate,
            Policy.NamespaceRule namespace,
            Policy policy,
            long nowMillis) {
        if (cell.isWholeRecord() && !namespace.recordDeletes()) {
            return new Verdict.Never(
                    DeathReason.UNSUPPORTED_OP,
                    "write.op: deleteRecord (expected: only in namespaces with recordDeletes)");
        }
        if (candidate.copy()) {
            return PASS; // what it finds is guarded when it is found, see CopyChoice
        }
        Version version = candidate.version();
        long tokenMillis = Math.floorDiv(version.token().generatedAtMicros(), 1000L);
        long aheadMillis = tokenMillis - nowMillis;
        Policy.ClockRule clock = policy.clock();
        if (aheadMillis > clock.maxWaitMillis()) {
            return new Verdict.Never(
                    DeathReason.CLOCK_DRIFT,
                    "token.generatedAtMicros: "
                            + aheadMillis
                            + " ms ahead of the clock (expected: at most "
                            + clock.maxWaitMillis()
                            + " ms)");
        }
        if (aheadMillis > clock.maxDriftMillis()) {
            return new Verdict.Later(tokenMillis - clock.maxDriftMillis());
        }
        if (version.isLive(nowMillis * 1000) && -aheadMillis > namespace.putAgeMillisMax()) {
            return new Verdict.Never(
                    DeathReason.TOMBSTONE_WINDOW,
                    "token.generatedAtMicros: a put of "
                            + -aheadMillis
                            + " ms ago (expected: at most "
                            + namespace.putAgeMillisMax()
                            + " ms, since deletes are forgotten after "
                            + namespace.tombstonesKeptMillis()
                            + " ms)");
        }
        return PASS;
    }
}
