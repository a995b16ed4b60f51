package org.entropyrepair.benchmarks.peers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What teams build at home: a few consumers that write all records of a poll at once, one after the
 * other where they have the same key; what the store does not take goes to a retry topic, whose
 * consumers wait until it is due, a second later, and send it there again if need be, as often as
 * it needs. Offsets are committed when all of a poll is written or sent on.
 */
final class HomeContender implements Contender {
    static final String NAME = "home-made";

    private static final String DUE_HEADER = "due";
    private static final int THREADS = 4;
    private static final long DELAY_MILLIS = 1_000;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Surroundings around;
    private final Repairer repairer;
    private final String retryTopic;
    private final KafkaProducer<String, byte[]> producer;

    HomeContender(Surroundings around) {
        this.around = around;
        this.repairer = new Repairer(around.store());
        this.retryTopic = retryTopic(around.topic());
        this.producer = Clients.producerOf(around.brokers());
    }

    /** Where it sends what a topic's records could not bring about; has as many partitions. */
    static String retryTopic(String topic) {
        return topic + "-retries";
    }

    @Override
    public void start() {
        for (int i = 0; i < Math.min(THREADS, around.settings().partitions()); i++) {
            begin(around.topic(), i);
            begin(retryTopic, i);
        }
    }

    private void begin(String topic, int number) {
        Thread thread = new Thread(() -> consume(topic), topic + "-" + number);
        thread.setUncaughtExceptionHandler(
                (failed, why) -> {
                    why.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
        thread.start();
    }

    private void consume(String topic) {
        Map<String, Object> settings =
                Clients.consumer(around.brokers(), topic + "-group", around.settings().inFlight());
        try (KafkaConsumer<String, byte[]> consumer = Clients.open(settings)) {
            consumer.subscribe(List.of(topic));
            while (true) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                List<ConsumerRecord<String, byte[]>> due = new ArrayList<>(records.count());
                for (ConsumerRecord<String, byte[]> record : records) {
                    long wait = dueMillis(record) - System.currentTimeMillis();
                    if (wait > 0) {
                        writeAll(due);
                        due.clear();
                        Thread.sleep(wait); // shorter than any poll interval
                    }
                    due.add(record);
                }
                writeAll(due);
                if (!records.isEmpty()) {
                    consumer.commitAsync();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long dueMillis(ConsumerRecord<String, byte[]> record) {
        Header due = record.headers().lastHeader(DUE_HEADER);
        return due == null ? 0 : ByteBuffer.wrap(due.value()).getLong();
    }

    /** Writes them, at once but for those of the same key, and sends on what does not land. */
    private void writeAll(List<ConsumerRecord<String, byte[]>> records) {
        Map<String, CompletableFuture<Void>> lastOfKey = new HashMap<>();
        List<CompletableFuture<Void>> writes = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            CompletableFuture<Void> write =
                    lastOfKey
                            .getOrDefault(record.key(), CompletableFuture.completedFuture(null))
                            .handle((done, failed) -> record)
                            .thenCompose(repairer::repair);
            lastOfKey.put(record.key(), write);
            writes.add(write);
        }
        List<Future<?>> sent = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i).handle((done, failed) -> failed != null).join()) {
                sent.add(producer.send(again(records.get(i))));
            }
        }
        sent.forEach(HomeContender::await);
    }

    private ProducerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> record) {
        ProducerRecord<String, byte[]> again =
                new ProducerRecord<>(retryTopic, record.partition(), record.key(), record.value());
        byte[] due =
                ByteBuffer.allocate(Long.BYTES)
                        .putLong(System.currentTimeMillis() + DELAY_MILLIS)
                        .array();
        again.headers().add(DUE_HEADER, due);
        return again;
    }

    private static void await(Future<?> send) {
        try {
            send.get();
        } catch (Exception failed) {
            throw new IllegalStateException("retry topic: not written", failed);
        }
    }
}
