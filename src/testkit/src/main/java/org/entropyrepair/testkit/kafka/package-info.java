/**
 * A real Kafka broker in a process of its own, for tests and for the quickstart. Topics and records
 * flow in and out through {@link org.entropyrepair.testkit.kafka.KafkaTopics}. No test framework in
 * it.
 */
@NullMarked
package org.entropyrepair.testkit.kafka;

import org.jspecify.annotations.NullMarked;
