package org.entropyrepair.quickstart.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.testkit.kafka.KafkaBroker;

/** The local broker with the topics of a replay. */
final class LocalTopics implements AutoCloseable {
    /** What a batch needs beside the value of its only record, generously. */
    private static final int OVERHEAD_BYTES = 1_024;

    private static final int MESSAGE_BYTES_MIN = 4 << 20;
    private static final Duration SEND_MAX = Duration.ofMinutes(2);

    private final KafkaBroker broker;

    private LocalTopics(KafkaBroker broker) {
        this.broker = broker;
    }

    /** The largest record which the broker of a replay of this config takes, in bytes. */
    static int recordBytesMax(RegionConfig config) {
        return messageBytesMax(config) - OVERHEAD_BYTES;
    }

    /** Twice what the job takes, so that a record that is too large gets as far as the job. */
    private static int messageBytesMax(RegionConfig config) {
        return Math.max(MESSAGE_BYTES_MIN, 2 * config.maxRecordBytes());
    }

    /** Starts the broker, with the topics of both modes. */
    static LocalTopics start(RegionConfig config, Path folder) {
        KafkaBroker broker =
                KafkaBroker.in(folder).messageMaxBytes(messageBytesMax(config)).start();
        try {
            for (Region region : config.regions().values()) {
                for (int i = 0; i < region.failures().size(); i++) {
                    create(broker, LocalConfig.failureTopic(region.name(), i));
                }
            }
            for (Mode mode : Mode.values()) {
                create(broker, LocalConfig.deadLetters(mode));
                create(broker, LocalConfig.outcomes(mode));
            }
            return new LocalTopics(broker);
        } catch (RuntimeException failed) {
            broker.close();
            throw failed;
        }
    }

    private static void create(KafkaBroker broker, String topic) {
        broker.createTopic(topic, 1, Map.of("retention.ms", "-1"));
    }

    /** Where the broker is. */
    String brokers() {
        return broker.bootstrapServers();
    }

    /**
     * Publishes all lines of a file and waits until the broker has them.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    List<Replayed> publish(FailureFile file, RegionConfig config) throws InterruptedException {
        Routing routing = new Routing(config);
        FailureReader reader = new FailureReader(config.maxRecordBytes());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(config)) {
            for (FailureFile.Line line : file.lines()) {
                String topic = routing.topicOf(line.value());
                sent.add(producer.send(new ProducerRecord<>(topic, line.value())));
            }
            producer.flush();
            List<Replayed> records = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                RecordMetadata at = sent.get(i).get();
                Position position = new Position(at.topic(), at.partition(), at.offset());
                records.add(Replayed.of(file.lines().get(i), position, reader));
            }
            return records;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "broker: did not take a record (expected: it takes all)", failed.getCause());
        }
    }

    private KafkaProducer<byte[], byte[]> producer(RegionConfig config) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        (int) SEND_MAX.toMillis(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        messageBytesMax(config)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        broker.close();
    }
}
