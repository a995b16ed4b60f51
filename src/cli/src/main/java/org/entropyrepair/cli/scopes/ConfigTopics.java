package org.entropyrepair.cli.scopes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.config.ConfigTopic;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.wire.ConfigAnswerCodec;
import org.jspecify.annotations.Nullable;

/** The config topic and its answers, as one job gives them. Whatever fails is {@link Failed}. */
final class ConfigTopics {
    private static final Duration POLL = Duration.ofMillis(100);

    private final ConfigTopic topic;
    private final String job;
    private final Duration timeout;

    ConfigTopics(ConfigTopic topic, String job, Duration timeout) {
        this.topic = topic;
        this.job = job;
        this.timeout = timeout;
    }

    /** A record on the config topic. */
    record Proposal(byte[] key, long offset) {}

    /** How the job stands, as it said last; empty if it never said. */
    Optional<ConfigAnswer> standing() {
        ConfigAnswer last = null;
        try (KafkaConsumer<byte[], byte[]> reading = reading()) {
            long end = endOf(reading);
            while (reading.position(partition(), timeout) < end) {
                for (ConsumerRecord<byte[], byte[]> each : reading.poll(POLL)) {
                    ConfigAnswer answer = answer(each);
                    last = answer != null && answer.isStanding() ? answer : last;
                }
            }
        } catch (KafkaException trouble) {
            throw failed("read", topic.answersTopic(), trouble);
        }
        return Optional.ofNullable(last);
    }

    /** Proposes a config under a key of its own. */
    Proposal propose(String config, @Nullable Long discards) {
        byte[] key = UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.topic(), key, Bytes.utf8(config).toArray());
        if (discards != null) {
            record.headers()
                    .add(ConfigAnswerCodec.DISCARDS, Bytes.utf8(discards.toString()).toArray());
        }
        return new Proposal(key, write(record));
    }

    /** Lets a proposal go, so that it is not proposed again to a job that lost its state. */
    void withdraw(Proposal proposal) {
        write(new ProducerRecord<>(topic.topic(), proposal.key(), null));
    }

    /** What the job says of a proposal; empty if nothing in time. */
    Optional<ConfigAnswer> await(Proposal proposal) {
        long untilNanos = System.nanoTime() + timeout.toNanos();
        try (KafkaConsumer<byte[], byte[]> reading = reading()) {
            while (System.nanoTime() - untilNanos < 0) {
                for (ConsumerRecord<byte[], byte[]> each : reading.poll(POLL)) {
                    ConfigAnswer answer = answer(each);
                    if (answer != null
                            && answer.offset() == proposal.offset()
                            && each.timestamp() >= 0) {
                        return Optional.of(answer);
                    }
                }
            }
        } catch (KafkaException trouble) {
            throw failed("read", topic.answersTopic(), trouble);
        }
        return Optional.empty();
    }

    /** The job's own answers; null for others' and what is none. */
    private @Nullable ConfigAnswer answer(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return null;
        }
        try {
            ConfigAnswer answer = ConfigAnswerCodec.decode(Bytes.wrap(value));
            return answer.job().equals(job) ? answer : null;
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }

    private KafkaConsumer<byte[], byte[]> reading() {
        Properties properties = properties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
        KafkaConsumer<byte[], byte[]> reading =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        reading.assign(List.of(partition()));
        reading.seekToBeginning(List.of(partition()));
        return reading;
    }

    private long endOf(KafkaConsumer<byte[], byte[]> reading) {
        return reading.endOffsets(List.of(partition())).getOrDefault(partition(), 0L);
    }

    private TopicPartition partition() {
        return new TopicPartition(topic.answersTopic(), 0);
    }

    private long write(ProducerRecord<byte[], byte[]> record) {
        Properties properties = properties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis());
        List<Exception> troubles = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> writing =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            Future<org.apache.kafka.clients.producer.RecordMetadata> sent = writing.send(record);
            try {
                return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS).offset();
            } catch (ExecutionException | TimeoutException trouble) {
                writing.close(Duration.ZERO);
                troubles.add(trouble);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                troubles.add(stopped);
            }
        } catch (KafkaException trouble) {
            troubles.add(trouble);
        }
        throw failed("write", topic.topic(), troubles.get(0));
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(topic.clientProperties());
        return properties;
    }

    private String millis() {
        return Long.toString(timeout.toMillis());
    }

    private Failed failed(String what, String at, Exception trouble) {
        Throwable cause = trouble.getCause() == null ? trouble : trouble.getCause();
        return new Failed(
                "topic "
                        + at
                        + " at "
                        + topic.bootstrapServers()
                        + ": cannot "
                        + what
                        + ", "
                        + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage())
                        + " (expected: an answer in "
                        + timeout.toSeconds()
                        + " s)",
                trouble);
    }
}
