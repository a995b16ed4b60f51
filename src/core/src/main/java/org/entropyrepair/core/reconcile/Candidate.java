package org.entropyrepair.core.reconcile;

import java.util.List;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * Something that a repair could do: write a version, or copy whatever the other regions hold.
 *
 * <p>Of versions the best is written first; the others are there in case it is rejected for good,
 * or is not yet due because its token is ahead of the clock. A copy comes after them: what is known
 * to be missing is written without waiting for any other region, and the copy then finds that, or
 * something newer.
 *
 * @param version its place in the order; of a copy the least that it has to find, {@link #ANY} if
 *     it may find anything
 * @param payload number of the stored record it came with; shared by the targets of a cell
 * @param firstFailedAtMillis when this version first failed
 * @param redrives how often it came back from the dead letters
 * @param copy whether it is a copy
 */
public record Candidate(
        Version version, int payload, long firstFailedAtMillis, int redrives, boolean copy) {
    /** What every version beats: stands in a copy that names no least version. */
    public static final Version ANY = Version.put(new Token(Long.MIN_VALUE, 0, 0));

    /** A version to be written. */
    public Candidate(Version version, int payload, long firstFailedAtMillis, int redrives) {
        this(version, payload, firstFailedAtMillis, redrives, false);
    }

    /** What the record names: null of a copy that names none. */
    @Nullable Version named() {
        return copy && version.equals(ANY) ? null : version;
    }

    /** What outcomes say it is about before it has ended: null of a copy, whatever it names. */
    @Nullable Version outlook() {
        return copy ? null : version;
    }

    /** What its dead letter says was to be done. */
    Op op(Cell cell) {
        if (copy) {
            return Op.COPY;
        }
        return cell.isWholeRecord() ? Op.DELETE_RECORD : version.isDelete() ? Op.DELETE : Op.PUT;
    }

    /** Where the copies begin in a repair's candidates: behind all versions. */
    static int copiesFrom(List<Candidate> candidates) {
        int place = candidates.size();
        while (place > 0 && candidates.get(place - 1).copy()) {
            place--;
        }
        return place;
    }

    /**
     * This copy and a later one, in one: finds at least what either has to find. Keeps the record
     * of the one that asks for more.
     */
    Candidate and(Candidate later) {
        boolean asksMore = later.version.beats(version) || later.redrives > redrives;
        return new Candidate(
                later.version.beats(version) ? later.version : version,
                asksMore ? later.payload : payload,
                Math.min(firstFailedAtMillis, later.firstFailedAtMillis),
                Math.max(redrives, later.redrives),
                true);
    }

    /** The same with its record kept under this number. */
    Candidate keptAs(int number) {
        return new Candidate(version, number, firstFailedAtMillis, redrives, copy);
    }
}
