package org.entropyrepair.core.reconcile;

import java.util.List;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/** What the interpreter has to do, in the given order. */
public sealed interface Effect {
    /** Keep this record under this number, until {@link Drop}. */
    record Keep(int payload, RawRecord raw) implements Effect {}

    /** Forget the record of this number. */
    record Drop(int payload) implements Effect {}

    /**
     * Write this version to this target and come back with {@link Input.Answered}.
     *
     * @param cell the cell
     * @param target the region
     * @param payload the record that holds the value
     * @param version the version; applied as a delete if it has run out
     * @param lease number to come back with
     * @param scope name of the scope, for its rate
     * @param readFirst whether the target is to be read first, and not written if it already holds
     *     this or something newer
     */
    record Write(
            Cell cell,
            String target,
            int payload,
            Version version,
            int lease,
            String scope,
            boolean readFirst)
            implements Effect {}

    /**
     * Read the cell in all of these regions, write the greatest version found to the target, and
     * come back with {@link Input.Answered}; {@link CopyChoice} says what the reads mean.
     *
     * @param cell the cell
     * @param target the region that may lack it
     * @param least the least version to be found; null if anything will do
     * @param lease number to come back with
     * @param scope name of the scope, for its rate
     * @param regions where to read, the target included
     * @param writeAnyway whether a target that already holds the winner is written all the same
     * @param rules what may be written
     */
    record Copy(
            Cell cell,
            String target,
            @Nullable Version least,
            int lease,
            String scope,
            List<String> regions,
            boolean writeAnyway,
            CopyChoice.Rules rules)
            implements Effect {}

    /**
     * Publish how a repair ended or why it waits. Fields as in {@link
     * org.entropyrepair.core.model.Outcome}; the version is null of a copy that has not found any,
     * and the record is that of the failure whose trace goes on here.
     */
    record Report(
            RepairState state,
            Cell cell,
            String target,
            @Nullable Version version,
            long revision,
            int attempts,
            long sinceMillis,
            long nextAttemptAtMillis,
            String reason,
            String scope,
            Source record)
            implements Effect {}

    /**
     * Send a record to the dead letters.
     *
     * @param reason why
     * @param message why, in words
     * @param cell the cell
     * @param target the region that missed it
     * @param op what was to be done
     * @param version the version that died; null of a copy that names none
     * @param attempts tries at the store
     * @param firstFailedAtMillis when it first failed
     * @param redrives how often it had been redriven
     * @param record the record itself or where it is kept
     */
    record Bury(
            DeathReason reason,
            String message,
            Cell cell,
            String target,
            Op op,
            @Nullable Version version,
            int attempts,
            long firstFailedAtMillis,
            int redrives,
            Source record)
            implements Effect {}

    /** The record that an effect is about. */
    sealed interface Source {
        /** It has just been read and was never kept. */
        record Fresh(RawRecord raw) implements Source {}

        /** It is kept under this number. */
        record Kept(int payload) implements Source {}
    }

    /** Count a version that ended because a newer one is pending for the same target. */
    record Supersede(String target) implements Effect {}
}
