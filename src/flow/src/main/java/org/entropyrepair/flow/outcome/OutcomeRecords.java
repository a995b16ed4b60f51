package org.entropyrepair.flow.outcome;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.core.wire.WireHeaders;

/**
 * Outcomes as records, in the trace of their failure. One whose edge and cell are too large for the
 * topic is written without them, under the key it always had.
 */
final class OutcomeRecords extends LimitedRecords<Outcome> {
    private static final long serialVersionUID = 1L;

    /** Key, heads of batch and record, trace context, and room to spare. */
    private static final int OVERHEAD_BYTES = 1_024;

    /** One of today has 55; what is longer than any to come is none, and is not passed on. */
    private static final int TRACEPARENT_CHARS_MAX = 200;

    OutcomeRecords(Destination destination) {
        super(destination);
    }

    @Override
    ProducerRecord<byte[], byte[]> record(Outcome outcome, int topicBytesMax) {
        Bytes value = OutcomeCodec.encode(outcome);
        if (value.size() > topicBytesMax - OVERHEAD_BYTES) {
            countTruncated();
            value = OutcomeCodec.encode(withoutNames(outcome, value.size(), topicBytesMax));
        }
        ProducerRecord<byte[], byte[]> record = to(OutcomeCodec.key(outcome), value);
        String traceparent = outcome.traceparent();
        if (traceparent != null && traceparent.length() <= TRACEPARENT_CHARS_MAX) {
            record.headers().add(WireHeaders.TRACEPARENT, Bytes.utf8(traceparent).toArray());
        }
        return record;
    }

    private static Outcome withoutNames(Outcome outcome, int sizeBytes, int topicBytesMax) {
        return new Outcome(
                outcome.state(),
                null,
                null,
                outcome.target(),
                outcome.version(),
                outcome.revision(),
                outcome.job(),
                outcome.atMillis(),
                outcome.attempts(),
                outcome.sinceMillis(),
                outcome.nextAttemptAtMillis(),
                "edge and cell left out: "
                        + sizeBytes
                        + " bytes (expected: at most the topic's "
                        + topicBytesMax
                        + ")",
                outcome.scope(),
                outcome.traceparent());
    }
}
