package org.entropyrepair.flow.topic;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * A topic and the way to its brokers. Serializable, since it travels with the job graph.
 *
 * @param topic its name
 * @param clientProperties what a Kafka client is given, brokers among them; may hold secrets
 */
public record TopicAt(String topic, Map<String, String> clientProperties) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String SERVERS = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
    private static final int ANSWER_MILLIS_MAX = 20_000;

    /** Keeps its own copy. */
    public TopicAt {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** The same with another name or other brokers, where they are given. */
    public TopicAt or(@Nullable String otherBrokers, @Nullable String otherTopic) {
        Map<String, String> properties = new LinkedHashMap<>(clientProperties);
        if (otherBrokers != null) {
            properties.put(SERVERS, otherBrokers);
        }
        return new TopicAt(otherTopic == null ? topic : otherTopic, properties);
    }

    /** A client's properties: a broker that is away is said soon, unless the config says more. */
    public Properties client() {
        Properties properties = new Properties();
        properties.put(
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Integer.toString(ANSWER_MILLIS_MAX));
        properties.put(
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                Integer.toString(ANSWER_MILLIS_MAX / 2));
        properties.putAll(clientProperties);
        return properties;
    }

    /** Properties of a consumer that is told where to begin, is in no group and never commits. */
    public Properties consumer() {
        Properties properties = client();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return properties;
    }

    /** Topic and brokers, nothing else of the properties. */
    @Override
    public String toString() {
        return "topic " + topic + " at " + clientProperties.getOrDefault(SERVERS, "no broker");
    }
}
