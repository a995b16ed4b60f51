package org.entropyrepair.flow.repair;

import java.util.Iterator;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/** Edges read from state one by one, as they were when the reading began. Task thread only. */
final class EdgeReading implements AutoCloseable {
    private final Stream<Subject> stream;
    private final Iterator<Subject> edges;

    EdgeReading(Stream<Subject> stream) {
        this.stream = stream;
        this.edges = stream.iterator();
    }

    /** The next edge; null at the end. */
    @Nullable Subject next() {
        return edges.hasNext() ? edges.next() : null;
    }

    @Override
    public void close() {
        stream.close();
    }
}
