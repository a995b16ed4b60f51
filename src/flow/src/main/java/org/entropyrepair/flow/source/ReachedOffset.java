package org.entropyrepair.flow.source;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition has been read on the way through the task. The offset and the topic it is an
 * offset of only ever change together: what is left of a topic that has gone moves neither. Task
 * thread only.
 */
final class ReachedOffset {
    private final TopicPartition partition;
    private long offset;
    private @Nullable TopicIdentity identity;

    ReachedOffset(TopicSplit split) {
        partition = split.partition();
        offset = split.offset();
        identity = split.identity();
    }

    /** A record has passed. */
    void passed(FetchedRecord record) {
        offset = record.record().offset() + 1;
        identity = record.topic();
    }

    /** State of release 0.1 is of the topic that is there when it is first read by a later one. */
    void isOf(TopicIdentity first) {
        if (identity == null) {
            identity = first;
        }
    }

    TopicSplit split() {
        return new TopicSplit(partition, offset, identity);
    }
}
