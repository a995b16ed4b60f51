package org.entropyrepair.flow.source;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition, and how far it has been read: in the topic of that identity, and in no other.
 *
 * @param partition the partition
 * @param offset of the record to be read next; {@link #EARLIEST} for the first there is
 * @param identity of the topic in which that is its offset; null in state that was written before
 *     identities were kept (release 0.1)
 */
public record TopicSplit(TopicPartition partition, long offset, @Nullable TopicIdentity identity)
        implements SourceSplit {
    /** Stands for the first record there is. */
    public static final long EARLIEST = KafkaPartitionSplit.EARLIEST_OFFSET;

    /**
     * The same partition of the topic that is there now: read on where it is the same, from its
     * start where it is another. State that names none is taken to be of the first one seen.
     */
    TopicSplit in(TopicIdentity now) {
        if (now.equals(identity)) {
            return this;
        }
        return new TopicSplit(partition, identity == null ? offset : EARLIEST, now);
    }

    /** Whether its offset is one of another topic than {@code now}. */
    boolean isOfAnother(TopicIdentity now) {
        return identity != null && !identity.equals(now);
    }

    @Override
    public String splitId() {
        return idOf(partition);
    }

    /** The split's id, the same as in state of release 0.1. */
    static String idOf(TopicPartition partition) {
        return KafkaPartitionSplit.toSplitId(partition);
    }
}
