package org.entropyrepair.flow.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.core.wire.WireHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitedRecordsTest {
    private static final Destination DESTINATION =
            new Destination("topic", Map.of("bootstrap.servers", "127.0.0.1:1", "acks", "0"));
    private static final int MIB = 1 << 20;

    @Test
    void aDeadLetterIsTheFailuresOwnBytes() {
        ProducerRecord<byte[], byte[]> record =
                new DeadLetterRecords(DESTINATION)
                        .record(letter(Bytes.utf8("key"), Bytes.utf8("value")), MIB);
        assertThat(record.topic()).isEqualTo("topic");
        assertThat(record.key()).isEqualTo("key".getBytes(StandardCharsets.UTF_8));
        assertThat(record.value()).isEqualTo("value".getBytes(StandardCharsets.UTF_8));
        assertThat(header(record, WireHeaders.REASON)).isEqualTo("MALFORMED");
        assertThat(header(record, WireHeaders.TRUNCATED)).isNull();
    }

    @Test
    void aDeadLetterTooLargeForItsTopicIsTruncated() {
        ProducerRecord<byte[], byte[]> record =
                new DeadLetterRecords(DESTINATION)
                        .record(letter(Bytes.utf8("key"), Bytes.wrap(new byte[MIB])), MIB);
        assertThat(record.value()).isNull();
        assertThat(record.key()).isNotNull();
        assertThat(header(record, WireHeaders.TRUNCATED)).isEqualTo("true");
        assertThat(size(record)).isLessThan(MIB);
    }

    @Test
    void aKeyTooLargeForTheTopicIsLeftOutToo() {
        ProducerRecord<byte[], byte[]> record =
                new DeadLetterRecords(DESTINATION)
                        .record(letter(Bytes.wrap(new byte[MIB]), Bytes.EMPTY), MIB);
        assertThat(record.key()).isNull();
        assertThat(size(record)).isLessThan(MIB);
    }

    @Test
    void aDeadLetterWithoutKeyAndValueIsWritten() {
        ProducerRecord<byte[], byte[]> record =
                new DeadLetterRecords(DESTINATION).record(letter(null, null), MIB);
        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(header(record, WireHeaders.TRUNCATED)).isNull();
    }

    @Test
    void anOutcomeThatFitsIsWrittenWhole() {
        Outcome outcome = outcome("user:42");
        ProducerRecord<byte[], byte[]> record =
                new OutcomeRecords(DESTINATION).record(outcome, MIB);
        assertThat(OutcomeCodec.decode(Bytes.wrap(record.value()))).isEqualTo(outcome);
    }

    @Test
    void theTraceOfAnOutcomeIsAHeaderOfItsRecordUnlessItIsNone() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(traceOf(outcome("user:42", trace), MIB)).isEqualTo(trace);
        assertThat(traceOf(outcome("u".repeat(MIB / 3), trace), MIB / 2)).isEqualTo(trace);
        assertThat(traceOf(outcome("user:42", null), MIB)).isNull();
        assertThat(traceOf(outcome("user:42", "x".repeat(201)), MIB)).isNull();
    }

    private static @Nullable String traceOf(Outcome outcome, int topicBytesMax) {
        return header(
                new OutcomeRecords(DESTINATION).record(outcome, topicBytesMax),
                WireHeaders.TRACEPARENT);
    }

    @Test
    void anOutcomeTooLargeForItsTopicKeepsItsKeyAndItsEnd() {
        Outcome outcome = outcome("u".repeat(MIB / 3));
        ProducerRecord<byte[], byte[]> record =
                new OutcomeRecords(DESTINATION).record(outcome, MIB / 2);
        Outcome written = OutcomeCodec.decode(Bytes.wrap(record.value()));
        assertThat(size(record)).isLessThan(MIB / 2);
        assertThat(record.key()).isEqualTo(OutcomeCodec.key(outcome).toArray());
        assertThat(written.state()).isEqualTo(RepairState.APPLIED);
        assertThat(written.version()).isEqualTo(outcome.version());
        assertThat(written.cell()).isNull();
        assertThat(written.reason()).contains("left out");
    }

    @Test
    void theConfigCannotLoosenWhatDeliveryRestsOn() {
        Properties properties = DESTINATION.producerProperties();
        assertThat(properties.getProperty("acks")).isEqualTo("all");
        assertThat(properties.getProperty("enable.idempotence")).isEqualTo("true");
        assertThat(Integer.parseInt(properties.getProperty("max.request.size")))
                .isGreaterThan(Destination.RECORD_BYTES_MAX);
    }

    @Test
    void aBrokerThatIsAwayLeavesTheLimitAtKafkasDefault() {
        assertThat(TopicLimit.bytesMax(DESTINATION, 300)).isEqualTo(TopicLimit.BYTES_DEFAULT);
    }

    @Test
    void aDestinationDoesNotPrintItsProperties() {
        assertThat(DESTINATION.toString()).isEqualTo("topic topic");
    }

    /** The producer's own estimate, which it holds against {@code max.request.size}. */
    private static int size(ProducerRecord<byte[], byte[]> record) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.NONE,
                record.key(),
                record.value(),
                record.headers().toArray());
    }

    private static @Nullable String header(ProducerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static DeadLetter letter(@Nullable Bytes key, @Nullable Bytes value) {
        return new DeadLetter(
                "id",
                DeathReason.MALFORMED,
                "message",
                0,
                0,
                1,
                null,
                0,
                new RawRecord(
                        "r/t", new Position("t", 0, 7), 1, key, value, RawRecord.Headers.NONE));
    }

    private static Outcome outcome(String source) {
        return outcome(source, null);
    }

    private static Outcome outcome(String source, @Nullable String traceparent) {
        return new Outcome(
                RepairState.APPLIED,
                new Subject.Edge("social", "follows", source, "user:7"),
                new Cell("social.follows.forward", Bytes.utf8(source), Bytes.utf8("user:7")),
                "eu-west-1",
                Version.put(new Token(1, 2, 3)),
                1,
                "repair",
                5,
                1,
                4,
                0,
                "",
                "follows",
                traceparent);
    }
}
