package org.entropyrepair.flow.source;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a topic is, and how to get in.
 *
 * @param feed its name in metrics, logs and {@code RawRecord.feed}: {@code region/topic}
 * @param bootstrapServers brokers to begin with, {@code host:port,…}
 * @param topic the topic
 * @param properties properties for Kafka's clients, secrets resolved
 */
public record TopicAddress(
        String feed, String bootstrapServers, String topic, Map<String, String> properties)
        implements Serializable {

    /** Below {@code fetch.max.wait.ms} it would always fail; above, a dead peer is noticed late. */
    private static final String REQUEST_MILLIS_MAX = "10000";

    /** Copies the properties. */
    public TopicAddress {
        properties = Map.copyOf(properties);
    }

    /** Properties of an admin client whose every call ends within {@code callMillisMax}. */
    Properties forAdmin(String role, int callMillisMax) {
        Properties all = common(role);
        all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(callMillisMax));
        all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(callMillisMax));
        return all;
    }

    /**
     * Properties of a consumer that is told where to begin and never commits. Strong against the
     * user's own where reading on from the right place depends on it.
     */
    Properties forConsumer(String role) {
        Properties all = common(role);
        all.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS_MAX);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        String bytes = ByteArrayDeserializer.class.getName();
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, bytes);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, bytes);
        return all;
    }

    /** Without the properties: they may hold secrets. */
    @Override
    public String toString() {
        return feed + " (" + topic + " at " + bootstrapServers + ")";
    }

    private Properties common(String role) {
        Properties all = new Properties();
        all.putAll(properties);
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        String name = feed.replaceAll("[^A-Za-z0-9._-]", "-");
        all.put(ConsumerConfig.CLIENT_ID_CONFIG, "entropy-repair-" + name + "-" + role);
        // Kafka's own defaults would say several lines a second about a broker that is away.
        all.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, "500");
        all.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "5000");
        all.putIfAbsent(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        return all;
    }
}
