package org.entropyrepair.flow.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.jspecify.annotations.Nullable;

/** Makes a {@link RawRecord} of each record, whatever is in it. On the task's thread. */
final class RawRecordEmitter implements RecordEmitter<FetchedRecord, RawRecord, ReachedOffset> {
    private final String feed;

    RawRecordEmitter(String feed) {
        this.feed = feed;
    }

    @Override
    public void emitRecord(
            FetchedRecord fetched, SourceOutput<RawRecord> output, ReachedOffset reached) {
        output.collect(rawRecord(fetched.record(), System.currentTimeMillis()));
        reached.passed(fetched);
    }

    RawRecord rawRecord(ConsumerRecord<byte[], byte[]> record, long readAtMillis) {
        return new RawRecord(
                feed,
                new Position(record.topic(), record.partition(), record.offset()),
                readAtMillis,
                bytes(record.key()),
                bytes(record.value()),
                headers(record.headers()));
    }

    private static @Nullable Bytes bytes(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.wrap(bytes);
    }

    private static RawRecord.Headers headers(Headers headers) {
        String target = text(headers, "er-target");
        String redrives = text(headers, "er-redrives");
        String redrivenAt = text(headers, "er-redriven-at");
        String traceparent = text(headers, "traceparent");
        return target == null && redrives == null && redrivenAt == null && traceparent == null
                ? RawRecord.Headers.NONE
                : new RawRecord.Headers(target, redrives, redrivenAt, traceparent);
    }

    /** The last header of that name; what is not UTF-8 in it is replaced (U+FFFD). */
    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
