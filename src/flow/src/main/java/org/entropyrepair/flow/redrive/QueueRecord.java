package org.entropyrepair.flow.redrive;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.flow.state.VersionedType;

/** A record of the dead-letter topic: a dead letter, or something else. */
public sealed interface QueueRecord {
    /** How it is declared to Flink. */
    VersionedType<QueueRecord> TYPE =
            new VersionedType<>(QueueRecord.class, QueueRecordSerializer.INSTANCE);

    /** A dead letter. */
    record Readable(StoredLetter letter) implements QueueRecord {}

    /**
     * No dead letter that this build can read.
     *
     * @param at where it stands
     * @param why in one line
     */
    record Unreadable(Position at, String why) implements QueueRecord {}

    /** What a record turns out to be. */
    static QueueRecord of(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new Readable(StoredLetter.of(record));
        } catch (IllegalArgumentException notOne) {
            return new Unreadable(
                    new Position(record.topic(), record.partition(), record.offset()),
                    String.valueOf(notOne.getMessage()));
        }
    }
}
