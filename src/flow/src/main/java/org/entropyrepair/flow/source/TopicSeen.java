package org.entropyrepair.flow.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The topic as the enumerator sees it, told to every reader: which one it is, and how many
 * partitions it has. A reader reads nothing before it has been told.
 *
 * @param identity which topic it is
 * @param partitions how many it has; those known beyond are of a larger topic that was there before
 */
record TopicSeen(TopicIdentity identity, int partitions) implements SourceEvent {}
