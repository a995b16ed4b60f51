package org.entropyrepair.core.reconcile;

import org.entropyrepair.core.model.Version;

/**
 * A version that a repair could write. The best is tried first; the others are there in case it is
 * rejected for good, or is not yet due because its token is ahead of the clock.
 *
 * @param version its place in the order
 * @param payload number of the stored record it came with; shared by the targets of a cell
 * @param firstFailedAtMillis when this version first failed
 * @param redrives how often it came back from the dead letters
 */
public record Candidate(Version version, int payload, long firstFailedAtMillis, int redrives) {}
