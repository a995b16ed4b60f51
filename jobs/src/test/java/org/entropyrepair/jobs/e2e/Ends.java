package org.entropyrepair.jobs.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.wire.OutcomeCodec;

/** Everything that was said on the outcome topic and the dead-letter topic so far. */
final class Ends implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String deadLetterTopic;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final Set<String> letterIds = new HashSet<>();
    private final Map<Repair, Outcome> ended = new HashMap<>();

    /** One cell at one target. */
    record Repair(Cell cell, String target) {}

    /** From the start of both topics, each of one partition. */
    Ends(String bootstrapServers, String outcomeTopic, String deadLetterTopic) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
        this.deadLetterTopic = deadLetterTopic;
        this.consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                List.of(
                        new TopicPartition(outcomeTopic, 0),
                        new TopicPartition(deadLetterTopic, 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what has come in; waits up to {@code wait} for the first of it. */
    void read(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.topic().equals(deadLetterTopic)) {
                Letter letter = Letter.of(record);
                letters.add(letter);
                letterIds.add(letter.dead().id());
            } else {
                Outcome outcome = OutcomeCodec.decode(Bytes.wrap(record.value()));
                outcomes.add(outcome);
                Cell cell = outcome.cell();
                if (cell != null && outcome.state().isEnd()) {
                    ended.put(new Repair(cell, outcome.target()), outcome);
                }
            }
        }
    }

    /** The outcomes read so far, waits among them. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** The dead letters read so far. */
    List<Letter> letters() {
        return letters;
    }

    /** What the dead letters read so far are called. */
    Set<String> letterIds() {
        return letterIds;
    }

    /** How the repair of a cell at a target ended last. */
    Optional<Outcome> of(Cell cell, String target) {
        return Optional.ofNullable(ended.get(new Repair(cell, target)));
    }

    /** Every repair that ended, with its last end. */
    Map<Repair, Outcome> ended() {
        return ended;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
