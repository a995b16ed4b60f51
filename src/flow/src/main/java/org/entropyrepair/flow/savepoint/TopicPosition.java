package org.entropyrepair.flow.savepoint;

import org.entropyrepair.flow.source.TopicSplit;

/**
 * How far a partition of a failure topic had been read.
 *
 * @param source uid of the source that read it
 * @param reached the partition, the offset to be read next and the topic it is an offset of
 */
public record TopicPosition(String source, TopicSplit reached) {}
