package org.entropyrepair.cli.letters;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.Reading;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands on its topic.
 *
 * @param at where it stands
 * @param dead what it says
 * @param truncated whether the failure's value was left out
 * @param failure the failure it carries, with the body's own target; null if that cannot be read,
 *     or was left out
 */
record Letter(Position at, DeadLetter dead, boolean truncated, @Nullable Failure failure) {
    /** Its name: stable over repeats, new after a redrive. */
    String id() {
        return dead.id();
    }

    /** The region that missed the write; empty if nobody knows. */
    String target() {
        String target = dead.target();
        if (target != null) {
            return target;
        }
        return failure == null ? "" : failure.target();
    }

    /** The same with the whole record that it was made of. */
    Letter with(DeadLetter whole, @Nullable Failure read) {
        return new Letter(at, whole, false, read);
    }

    /**
     * Reads a record of the dead-letter topic.
     *
     * @param failures reads failures as the job does
     * @throws IllegalArgumentException naming the header for which it is no dead letter
     */
    static Letter of(ConsumerRecord<byte[], byte[]> record, FailureReader failures) {
        List<DeadLetterCodec.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.add(new DeadLetterCodec.Header(header.key(), Bytes.wrap(header.value())));
            }
        }
        DeadLetterCodec.Decoded decoded =
                DeadLetterCodec.decode(bytes(record.key()), bytes(record.value()), headers);
        return new Letter(
                new Position(record.topic(), record.partition(), record.offset()),
                decoded.letter(),
                decoded.truncated(),
                failures.read(decoded.letter().raw()) instanceof Reading.Readable readable
                        ? readable.failure()
                        : null);
    }

    static @Nullable Bytes bytes(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.wrap(bytes);
    }
}
