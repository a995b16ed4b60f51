package org.entropyrepair.flow.source;

import java.util.List;

/**
 * What the enumerator remembers of its topic.
 *
 * @param assigned handed out to a reader, which knows better how far they have been read
 * @param waiting for their reader
 * @param initialDone whether all there were at the start are among them
 */
public record TopicPartitions(
        List<TopicSplit> assigned, List<TopicSplit> waiting, boolean initialDone) {
    /** Copies the lists. */
    public TopicPartitions {
        assigned = List.copyOf(assigned);
        waiting = List.copyOf(waiting);
    }
}
