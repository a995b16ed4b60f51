package org.entropyrepair.quickstart.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.quickstart.faults.Provoked;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the outcome topic and the dead-letter topic from their beginning, on a thread of its own,
 * until it is closed.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> properties;
    private final String outcomes;
    private final String deadLetters;
    private final Ends ends;
    private final Provoked provoked;
    private final Thread thread = new Thread(this::run, "quickstart-topics");
    private volatile boolean closed;

    /** Starts reading. */
    public TopicReader(
            String brokers, String outcomes, String deadLetters, Ends ends, Provoked provoked) {
        this.properties =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false);
        this.outcomes = outcomes;
        this.deadLetters = deadLetters;
        this.ends = ends;
        this.provoked = provoked;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, bytes, bytes)) {
            List<TopicPartition> partitions =
                    List.of(outcomes, deadLetters).stream()
                            .flatMap(topic -> consumer.partitionsFor(topic).stream())
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    take(record);
                }
            }
        } catch (RuntimeException failed) {
            LOG.error("outcomes and dead letters can no longer be read", failed);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(outcomes)) {
            if (record.key() != null && record.value() != null) {
                ends.read(
                        Bytes.wrap(record.key()), OutcomeCodec.decode(Bytes.wrap(record.value())));
            }
            return;
        }
        String place =
                Provoked.place(
                        header(record, "er-topic"),
                        Integer.parseInt(header(record, "er-partition")),
                        Long.parseLong(header(record, "er-offset")));
        boolean isNew =
                provoked.came(
                        header(record, "er-id"),
                        DeathReason.valueOf(header(record, "er-reason")),
                        place,
                        write(record));
        if (isNew) {
            LOG.info("dead letter {} of {}", header(record, "er-reason"), place);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** What the failure would have written, read by hand and not by the code under test. */
    private static @Nullable String write(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            JsonNode failure = JSON.readTree(record.value());
            JsonNode write = failure.path("write");
            JsonNode token = failure.path("token");
            String key = write.path("key").asText();
            Cell cell =
                    new Cell(
                            write.path("namespace").asText(),
                            Bytes.utf8(write.path("id").asText()),
                            write.has("key") ? Bytes.wrap(Base64.getDecoder().decode(key)) : null);
            return Provoked.write(
                    cell,
                    Token.of(
                            token.path("generatedAtMicros").asLong(), token.path("nonce").asText()),
                    failure.path("target").asText());
        } catch (IOException | IllegalArgumentException notAFailure) {
            return null;
        }
    }

    /** Stops reading. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
