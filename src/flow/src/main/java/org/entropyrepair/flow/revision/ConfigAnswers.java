package org.entropyrepair.flow.revision;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.wire.ConfigAnswerCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says answers on their topic, on a thread of its own: whoever answers never waits, no checkpoint
 * does, and no trouble with the broker is the job's. What cannot be said is tried again for as long
 * as the task runs; of answers under one key the last is said. What is unsaid when the task ends is
 * lost: the truth is in the state, and what is in force is said at every start.
 */
final class ConfigAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigAnswers.class);
    private static final int WAITING_MAX = 1_000;
    private static final long BACKOFF_MILLIS_MAX = 10_000;
    private static final int SEND_MILLIS_MAX = 10_000;

    private final String topic;
    private final Properties properties = new Properties();
    private final Map<Bytes, ConfigAnswer> waiting = new LinkedHashMap<>();
    private final Thread thread;

    ConfigAnswers(String topic, Map<String, String> clientProperties) {
        this.topic = topic;
        String millis = Integer.toString(SEND_MILLIS_MAX);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.putAll(clientProperties);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "2147483647");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        this.thread = new Thread(this::run, "answers to config revisions");
        thread.setDaemon(true);
        thread.setContextClassLoader(ConfigAnswers.class.getClassLoader());
        thread.start();
    }

    /** Says it as soon as may be. Any thread. */
    synchronized void say(ConfigAnswer answer) {
        Bytes key = ConfigAnswerCodec.key(answer);
        waiting.remove(key);
        waiting.put(key, answer);
        if (waiting.size() > WAITING_MAX) {
            Iterator<Bytes> oldest = waiting.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        notifyAll();
    }

    /** How many are unsaid. Any thread. */
    synchronized int waiting() {
        return waiting.size();
    }

    private synchronized ConfigAnswer next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.values().iterator().next();
    }

    private synchronized void said(ConfigAnswer answer) {
        waiting.remove(ConfigAnswerCodec.key(answer), answer);
    }

    private void run() {
        Producer<byte[], byte[]> producer = null;
        long backoffMillis = 0;
        try {
            while (true) {
                ConfigAnswer answer = next();
                try {
                    if (producer == null) {
                        producer = connect();
                    }
                    send(producer, answer);
                    said(answer);
                    backoffMillis = 0;
                } catch (ExecutionException | TimeoutException | KafkaException trouble) {
                    close(producer);
                    producer = null;
                    if (backoffMillis == 0) {
                        LOG.warn(
                                "answers to config revisions cannot be written to {}: {} (trying"
                                        + " again)",
                                topic,
                                trouble.toString());
                    }
                    backoffMillis = Math.min(BACKOFF_MILLIS_MAX, 2 * backoffMillis + 500);
                    Thread.sleep(backoffMillis);
                }
            }
        } catch (InterruptedException | RuntimeException closing) {
            if (closing instanceof RuntimeException bug) {
                LOG.error("answers to config revisions are not written any more", bug);
            }
        } finally {
            close(producer);
        }
    }

    private Producer<byte[], byte[]> connect() {
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void send(Producer<byte[], byte[]> producer, ConfigAnswer answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        producer.send(
                        new ProducerRecord<>(
                                topic,
                                ConfigAnswerCodec.key(answer).toArray(),
                                ConfigAnswerCodec.encode(answer).toArray()))
                .get(2L * SEND_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    private static void close(@Nullable Producer<byte[], byte[]> producer) {
        if (producer != null) {
            try {
                producer.close(java.time.Duration.ZERO);
            } catch (KafkaException broken) {
                // It was to be thrown away.
            }
        }
    }

    /** Says nothing more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
