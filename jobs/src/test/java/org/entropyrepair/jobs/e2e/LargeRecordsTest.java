package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.WireHeaders;
import org.entropyrepair.testkit.fake.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records that the failure topic takes and the dead-letter topic does not. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(300)
class LargeRecordsTest {
    private static final int LETTER_BYTES_MAX = 64 << 10;
    private static final int MIB = 1 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void aRecordTooLargeForTheDeadLetterTopicArrivesThereTruncated(Stage stage) throws Exception {
        try (RepairRig rig =
                RepairScene.on(stage, "us")
                        .letterBytesMax(LETTER_BYTES_MAX)
                        .more("maxRecordBytes: " + 2 * MIB)
                        .open()) {
            RunningJob job = rig.start();
            FailureMessage refused = ofOneMib();
            rig.store("us").forCell(refused.write().cell(), new Answer.Rejected("too fat"));
            String topic = rig.scene().failureTopic("us");
            rig.publish(
                    "us",
                    List.of(
                            rig.record("us", "garbage", Bytes.wrap(new byte[MIB])),
                            rig.record("us", "refused", FailureWriter.write(refused)),
                            rig.record("us", "huge", Bytes.wrap(new byte[3 * MIB])),
                            rig.record("us", "small", Bytes.utf8("small")),
                            longKey(rig)));
            rig.await("dead letters", LONGEST, () -> rig.ends().letters().size() >= 5);
            rig.awaitEnd(after(rig), LONGEST);

            assertThat(rig.ends().letters()).hasSize(5);
            Map<String, Letter> letters = new HashMap<>();
            rig.ends().letters().forEach(letter -> letters.put(letter.key(), letter));
            assertTruncated(letters, "garbage", DeathReason.MALFORMED, topic, 0);
            assertTruncated(letters, "refused", DeathReason.REJECTED, topic, 1);
            assertTruncated(letters, "huge", DeathReason.TOO_LARGE, topic, 2);
            Letter small = Objects.requireNonNull(letters.get("small"));
            assertThat(small.truncated()).isFalse();
            assertThat(small.record().value()).asString().isEqualTo("small");
            assertTruncated(letters, "", DeathReason.MALFORMED, topic, 4);
            job.assertNeverRestarted();
        }
    }

    private static void assertTruncated(
            Map<String, Letter> letters,
            String key,
            DeathReason reason,
            String topic,
            long offset) {
        Letter letter = Objects.requireNonNull(letters.get(key), "no letter with key: " + key);
        assertThat(letter.dead().reason()).as(key).isEqualTo(reason);
        assertThat(letter.header(WireHeaders.TRUNCATED)).as(key).isEqualTo("true");
        assertThat(letter.record().value()).as(key).isNull();
        assertThat(letter.header(WireHeaders.TOPIC)).isEqualTo(topic);
        assertThat(letter.header(WireHeaders.PARTITION)).isEqualTo("0");
        assertThat(letter.header(WireHeaders.OFFSET)).isEqualTo(Long.toString(offset));
        assertThat(letter.header(WireHeaders.ID)).hasSize(32);
        assertThat(letter.header(WireHeaders.MESSAGE)).isNotEmpty();
        assertThat(size(letter.record())).isLessThan(LETTER_BYTES_MAX);
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    private static FailureMessage ofOneMib() {
        Token token = Reports.token();
        return Reports.of(
                Reports.TYPE,
                // Base64 makes four bytes of three.
                new FailureMessage.Write.Put(
                        Reports.cell("fat"), Bytes.wrap(new byte[MIB / 4 * 3])),
                token,
                "us",
                "us",
                System.currentTimeMillis());
    }

    /** A key that is too large for the topic, too. */
    private static ProducerRecord<byte[], byte[]> longKey(RepairRig rig) {
        return rig.record("us", "k".repeat(2 * LETTER_BYTES_MAX), Bytes.utf8("not JSON"));
    }

    /** An ordinary failure: what comes after the large ones is repaired. */
    private static FailureMessage after(RepairRig rig) {
        FailureMessage after = Reports.put("after", "us", "us");
        rig.publish("us", after);
        return after;
    }
}
