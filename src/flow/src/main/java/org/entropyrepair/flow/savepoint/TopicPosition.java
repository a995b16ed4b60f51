package org.entropyrepair.flow.savepoint;

import java.util.Objects;
import java.util.OptionalLong;
import org.entropyrepair.flow.source.TopicSplit;

/**
 * How far a partition of a failure topic had been read.
 *
 * @param source uid of the source that read it
 * @param topic name of the topic
 * @param partition the partition
 * @param offset of the record to be read next; empty for the first there is
 * @param identity which topic of that name it is an offset of; empty in state of release 0.1
 */
public record TopicPosition(
        String source, String topic, int partition, OptionalLong offset, String identity) {

    static TopicPosition of(String source, TopicSplit split) {
        return new TopicPosition(
                source,
                split.partition().topic(),
                split.partition().partition(),
                split.offset() == TopicSplit.EARLIEST
                        ? OptionalLong.empty()
                        : OptionalLong.of(split.offset()),
                Objects.toString(split.identity(), ""));
    }
}
