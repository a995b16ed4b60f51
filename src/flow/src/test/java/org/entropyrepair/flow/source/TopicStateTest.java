package org.entropyrepair.flow.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** What sources keep is read as it was written, by this release and by the first. */
class TopicStateTest {
    private static final TopicPartition PARTITION = new TopicPartition("social.failures", 3);
    private static final TopicIdentity ONE = new TopicIdentity("lkc-1", new Uuid(1, 2).toString());
    private static final TopicIdentity OTHER =
            new TopicIdentity("lkc-1", new Uuid(1, 3).toString());
    private static final TopicSplit SPLIT = new TopicSplit(PARTITION, 300, ONE);
    private static final String GOLDEN_SPLIT =
            "1e736f6369616c2e6661696c7572657303ac02010a6c6b632d312c"
                    + "41414141414141414141454141414141414141414167";
    private static final String GOLDEN_SPLIT_OF_0_1 =
            "000f736f6369616c2e6661696c7572657300000003000000000000012c8000000000000000";

    @Test
    void aPartitionIsWrittenAsItAlwaysWas() throws Exception {
        TopicSplitSerializer serializer = new TopicSplitSerializer();
        byte[] bytes = serializer.serialize(SPLIT);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN_SPLIT);
        assertThat(serializer.deserialize(serializer.getVersion(), bytes)).isEqualTo(SPLIT);
    }

    @Test
    void aPartitionOfTheFirstReleaseHasNoIdentity() throws Exception {
        byte[] bytes =
                new KafkaPartitionSplitSerializer()
                        .serialize(new KafkaPartitionSplit(PARTITION, 300));
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN_SPLIT_OF_0_1);
        assertThat(new TopicSplitSerializer().deserialize(0, bytes))
                .isEqualTo(new TopicSplit(PARTITION, 300, null));
    }

    @Test
    void theEnumeratorsMemoryIsReadInEitherForm() throws Exception {
        TopicPartitionsSerializer serializer = new TopicPartitionsSerializer();
        TopicPartitions partitions =
                new TopicPartitions(
                        List.of(SPLIT),
                        List.of(new TopicSplit(PARTITION, TopicSplit.EARLIEST, null)),
                        true);
        assertThat(
                        serializer.deserialize(
                                serializer.getVersion(), serializer.serialize(partitions)))
                .isEqualTo(partitions);

        KafkaSourceEnumStateSerializer older = new KafkaSourceEnumStateSerializer();
        KafkaPartitionSplit split = new KafkaPartitionSplit(PARTITION, 300);
        byte[] bytes = older.serialize(new KafkaSourceEnumState(List.of(), List.of(split), true));
        assertThat(serializer.deserialize(older.getVersion(), bytes))
                .isEqualTo(
                        new TopicPartitions(
                                List.of(), List.of(new TopicSplit(PARTITION, 300, null)), true));
    }

    @Test
    void theStateOfALaterReleaseIsRefused() {
        assertThatThrownBy(() -> new TopicSplitSerializer().deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("version of a topic's partition: 2 (expected: 0 or 1)");
        assertThatThrownBy(() -> new TopicPartitionsSerializer().deserialize(5, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("version of a topic's partitions: 5 (expected: 0 to 4)");
    }

    @Test
    void anOffsetIsKeptInItsTopicAndInTheFirstSeenWhereItNamesNone() {
        assertThat(SPLIT.in(ONE)).isEqualTo(SPLIT);
        assertThat(new TopicSplit(PARTITION, 300, null).in(ONE)).isEqualTo(SPLIT);
        assertThat(SPLIT.in(OTHER))
                .isEqualTo(new TopicSplit(PARTITION, TopicSplit.EARLIEST, OTHER));
        assertThat(SPLIT.in(new TopicIdentity("lkc-2", ONE.topic())).offset())
                .isEqualTo(TopicSplit.EARLIEST);
    }

    @Test
    void whatWasReachedChangesItsTopicOnlyTogetherWithItsOffset() {
        ReachedOffset reached = new ReachedOffset(new TopicSplit(PARTITION, 300, null));
        reached.isOf(ONE);
        reached.isOf(OTHER);
        assertThat(reached.split()).isEqualTo(SPLIT);
        reached.passed(
                new FetchedRecord(
                        new ConsumerRecord<>(PARTITION.topic(), 3, 7, new byte[0], new byte[0]),
                        OTHER));
        assertThat(reached.split()).isEqualTo(new TopicSplit(PARTITION, 8, OTHER));
    }

    @Test
    void aBrokerTooOldToTellGivesItsCluster() {
        assertThat(TopicIdentity.of("lkc-1", Uuid.ZERO_UUID))
                .isEqualTo(new TopicIdentity("lkc-1", ""));
    }
}
