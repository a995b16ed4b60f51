package org.entropyrepair.flow.source;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record and the topic it is taken to be of.
 *
 * @param record as it was fetched
 * @param topic the topic as last seen when it was fetched
 */
record FetchedRecord(ConsumerRecord<byte[], byte[]> record, TopicIdentity topic) {}
