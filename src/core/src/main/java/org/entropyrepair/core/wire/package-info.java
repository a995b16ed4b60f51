/**
 * Bytes to words and back: the write-failure record, the dead letter and the outcome of the
 * contract.
 *
 * <p>In flow records as they were read from Kafka; out flow {@link
 * org.entropyrepair.core.wire.Reading readings}, each a failure or a reason why not. What is
 * written for others (failures by producers, dead letters and outcomes by the pipeline) leaves as
 * bytes and headers. Knows no Kafka: topics and producers are the caller's.
 */
@NullMarked
package org.entropyrepair.core.wire;

import org.jspecify.annotations.NullMarked;
