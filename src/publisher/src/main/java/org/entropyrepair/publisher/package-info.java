/**
 * How a graph service reports the writes that failed.
 *
 * <p>In flow {@link org.entropyrepair.core.wire.FailureMessage}s of the service; out flow Kafka
 * records on a failure topic, in order and at least once. Between them stands a spool on disk for
 * the time in which the broker does not answer.
 *
 * <pre>{@code
 * FailurePublisher failures = FailurePublisher.open(PublisherSettings.of(brokers, topic, folder));
 * Token token = tokens.next(); // one per graph write, the timestamp of all its cells
 * failures.publish(new FailureMessage(edge, new Put(cell, value), token, here, there, now, cause));
 * }</pre>
 *
 * <p>Rooms: {@code FailurePublisher} takes, {@code Courier} decides where each record goes, {@code
 * Spool} keeps, {@code Lane} delivers.
 */
@NullMarked
package org.entropyrepair.publisher;

import org.jspecify.annotations.NullMarked;
