package org.entropyrepair.flow.outcome;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.wire.DeadLetterCodec;

/** Dead letters as records: the failure's own bytes, truncated where the topic is too narrow. */
final class DeadLetterRecords extends LimitedRecords<DeadLetter> {
    private static final long serialVersionUID = 1L;

    DeadLetterRecords(Destination destination) {
        super(destination);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A topic that takes even less than a dead letter without its value is the broker's to
     * refuse: then the job says so and restarts until the topic is changed.
     */
    @Override
    ProducerRecord<byte[], byte[]> record(DeadLetter letter, int topicBytesMax) {
        DeadLetterCodec.Encoded encoded =
                DeadLetterCodec.encode(
                        letter, Math.max(topicBytesMax, DeadLetterCodec.TOPIC_BYTES_MIN));
        if (encoded.value() == null && letter.raw().value() != null) {
            countTruncated();
        }
        ProducerRecord<byte[], byte[]> record = to(encoded.key(), encoded.value());
        encoded.headers()
                .forEach(header -> record.headers().add(header.name(), header.value().toArray()));
        return record;
    }
}
