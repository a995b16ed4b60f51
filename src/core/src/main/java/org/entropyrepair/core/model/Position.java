package org.entropyrepair.core.model;

/**
 * Where a record stands in Kafka.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 */
public record Position(String topic, int partition, long offset) {}
