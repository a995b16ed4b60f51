package org.entropyrepair.flow.repair;

import java.util.stream.Stream;
import org.entropyrepair.core.model.Subject;

/** Which edges stand in a target's parked index. */
@FunctionalInterface
interface ParkedEdges {
    /** The edges that wait for one of this job's targets, as of now; to be closed. */
    Stream<Subject> waitingFor(String target);
}
