package org.entropyrepair.flow.redrive;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands on its topic; what failure it carries has not been looked at yet.
 *
 * @param at where it stands
 * @param dead what it says
 * @param truncated whether the failure's value was left out
 */
public record StoredLetter(Position at, DeadLetter dead, boolean truncated) {
    /**
     * Reads a record of the dead-letter topic.
     *
     * @throws IllegalArgumentException naming the header for which it is no dead letter
     */
    public static StoredLetter of(ConsumerRecord<byte[], byte[]> record) {
        List<DeadLetterCodec.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.add(new DeadLetterCodec.Header(header.key(), Bytes.wrap(header.value())));
            }
        }
        DeadLetterCodec.Decoded decoded =
                DeadLetterCodec.decode(bytes(record.key()), bytes(record.value()), headers);
        return new StoredLetter(
                new Position(record.topic(), record.partition(), record.offset()),
                decoded.letter(),
                decoded.truncated());
    }

    static @Nullable Bytes bytes(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.wrap(bytes);
    }
}
