package org.entropyrepair.quickstart.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.jspecify.annotations.Nullable;

/** Reads what the job says, into the account. For one thread. */
final class OutputReader implements AutoCloseable {
    private final String outcomes;
    private final Account account;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Begins with the first record of the mode's topics. */
    OutputReader(String brokers, Mode mode, Account account) {
        this.outcomes = LocalConfig.outcomes(mode);
        this.account = account;
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                List.of(
                        new TopicPartition(outcomes, 0),
                        new TopicPartition(LocalConfig.deadLetters(mode), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Takes what there is, waiting a little for it.
     *
     * @return whether there was something
     */
    boolean read(Duration patience) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
        records.forEach(this::take);
        return !records.isEmpty();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Bytes value = bytes(record.value());
        if (!record.topic().equals(outcomes)) {
            List<DeadLetterCodec.Header> headers =
                    StreamSupport.stream(record.headers().spliterator(), false)
                            .map(one -> new DeadLetterCodec.Header(one.key(), header(one.value())))
                            .toList();
            account.take(DeadLetterCodec.decode(bytes(record.key()), value, headers).letter());
        } else if (value != null) {
            account.take(OutcomeCodec.decode(value));
        }
    }

    private static Bytes header(byte @Nullable [] value) {
        return value == null ? Bytes.EMPTY : Bytes.wrap(value);
    }

    private static @Nullable Bytes bytes(byte @Nullable [] value) {
        return value == null ? null : Bytes.wrap(value);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
