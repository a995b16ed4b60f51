package org.entropyrepair.jobs.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands on its topic.
 *
 * @param dead what it says
 * @param truncated whether its value was left out
 * @param record the record itself
 */
record Letter(DeadLetter dead, boolean truncated, ConsumerRecord<byte[], byte[]> record) {
    static Letter of(ConsumerRecord<byte[], byte[]> record) {
        List<DeadLetterCodec.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new DeadLetterCodec.Header(header.key(), Bytes.wrap(header.value())));
        }
        DeadLetterCodec.Decoded decoded =
                DeadLetterCodec.decode(bytes(record.key()), bytes(record.value()), headers);
        return new Letter(decoded.letter(), decoded.truncated(), record);
    }

    /** The text of a header; null if there is none. */
    @Nullable String header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : Bytes.wrap(header.value()).asUtf8().orElse("not UTF-8");
    }

    /** The failure's own key, as text. */
    String key() {
        return Objects.toString(bytes(record.key()), "");
    }

    private static @Nullable Bytes bytes(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.wrap(bytes);
    }
}
