package org.entropyrepair.testkit.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Topics of a broker and the records in them, for tests: every call waits for its end and throws
 * {@link IllegalStateException} if it failed. Any thread, but {@link #close()} last.
 */
public final class KafkaTopics implements AutoCloseable {
    private static final int CALL_SECONDS_MAX = 30;
    private static final int CONNECT_MILLIS_MAX = 2_000;

    private final Properties connection = new Properties();
    private @Nullable Admin admin;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /** Topics of the broker at {@code bootstrapServers}; connects at the first call. */
    public KafkaTopics(String bootstrapServers) {
        connection.put("bootstrap.servers", bootstrapServers);
    }

    /** Creates a topic with one replica, and waits until it can be read and written. */
    public void create(String topic, int partitions, Map<String, String> configs) {
        NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(configs);
        await(admin().createTopics(List.of(wanted)).all());
        awaitPartitions(topic, partitions);
    }

    /** Deletes a topic with all that is in it, if there is one, and waits until it is gone. */
    public void delete(String topic) {
        if (names().contains(topic)) {
            await(admin().deleteTopics(List.of(topic)).all());
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS_MAX);
        while (names().contains(topic)) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("topic: " + topic + " is still there");
            }
            pause();
        }
    }

    private Set<String> names() {
        return await(admin().listTopics().names());
    }

    /** Lets a topic grow to {@code partitions}. */
    public void grow(String topic, int partitions) {
        await(admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
        awaitPartitions(topic, partitions);
    }

    /** Deletes what stands before {@code offset}, as retention would. */
    public void deleteBefore(String topic, int partition, long offset) {
        await(
                admin().deleteRecords(
                                Map.of(
                                        new TopicPartition(topic, partition),
                                        RecordsToDelete.beforeOffset(offset)))
                        .all());
    }

    /** Denies {@code user} the reading of a topic, until {@link #allow} (password brokers only). */
    public void deny(String topic, String user) {
        await(admin().createAcls(List.of(denial(topic, user))).all());
    }

    /** Takes back {@link #deny}. */
    public void allow(String topic, String user) {
        await(admin().deleteAcls(List.of(denial(topic, user).toFilter())).all());
    }

    /** Writes one record to the partition its key leads to. */
    public void produce(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        produce(List.of(new ProducerRecord<>(topic, key, value)));
    }

    /** Writes records in order, with {@code acks=all}, and waits for all of them. */
    public void produce(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<?>> sent = new ArrayList<>(records.size());
        records.forEach(record -> sent.add(producer().send(record)));
        producer().flush();
        sent.forEach(KafkaTopics::await);
    }

    /** Every record of a topic from its start to the end it has now, by partition and offset. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(one -> new TopicPartition(topic, one.partition()))
                            .toList();
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!ends.isEmpty()) {
                ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        records.sort(
                Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                        .thenComparingLong(ConsumerRecord::offset));
        return records;
    }

    /** Whether a broker answers there with itself as a live node. */
    static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS_MAX);
        } catch (IOException notYet) {
            pause();
            return false;
        }
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, host + ":" + port);
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(CALL_SECONDS_MAX, TimeUnit.SECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("broker: interrupted while waiting for it", e);
        }
    }

    /** Ends its clients. May be called again; a later call connects anew. */
    @Override
    public synchronized void close() {
        Optional.ofNullable(producer).ifPresent(one -> one.close(Duration.ZERO));
        Optional.ofNullable(admin).ifPresent(one -> one.close(Duration.ZERO));
        producer = null;
        admin = null;
    }

    private static AclBinding denial(String topic, String user) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user, "*", AclOperation.ALL, AclPermissionType.DENY));
    }

    private void awaitPartitions(String topic, int partitions) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS_MAX);
        Set<Integer> missing = IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("topic: " + topic + " has no leader");
            }
            try {
                admin()
                        .describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(CALL_SECONDS_MAX, TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .flatMap(one -> one.partitions().stream())
                        .filter(one -> one.leader() != null)
                        .forEach(one -> missing.remove(one.partition()));
            } catch (ExecutionException | TimeoutException notYet) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("topic: interrupted", e);
            }
        }
    }

    private synchronized Admin admin() {
        Admin known = admin;
        if (known == null) {
            known = Admin.create(connection);
            admin = known;
        }
        return known;
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> known = producer;
        if (known == null) {
            Properties properties = new Properties();
            properties.putAll(connection);
            properties.put(ProducerConfig.ACKS_CONFIG, "all");
            properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
            properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 64 * 1024 * 1024);
            known =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
            producer = known;
        }
        return known;
    }

    private static <T> T await(Future<T> call) {
        try {
            return call.get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("broker: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("broker: no answer in " + CALL_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("broker: interrupted while waiting", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
