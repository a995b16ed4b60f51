package org.entropyrepair.cli.topics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.entropyrepair.cli.frame.Values;
import org.entropyrepair.config.Feed;
import org.entropyrepair.config.TopicSink;
import org.jspecify.annotations.Nullable;

/**
 * A topic and the way to its brokers.
 *
 * @param topic its name
 * @param clientProperties what a Kafka client is given, brokers among them; may hold secrets
 */
public record TopicAt(String topic, Map<String, String> clientProperties) {
    private static final String SERVERS = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
    private static final int ANSWER_MILLIS_MAX = 20_000;

    /** Keeps its own copy. */
    public TopicAt {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** A failure topic of a config. */
    public static TopicAt of(Feed feed) {
        return new TopicAt(feed.topic(), feed.clientProperties());
    }

    /** A topic of a config. */
    public static TopicAt of(TopicSink sink) {
        return new TopicAt(sink.topic(), sink.clientProperties());
    }

    /** The same with another name or other brokers, where they are given. */
    public TopicAt or(@Nullable String otherBrokers, @Nullable String otherTopic) {
        Map<String, String> properties = new LinkedHashMap<>(clientProperties);
        if (otherBrokers != null) {
            properties.put(SERVERS, otherBrokers);
        }
        return new TopicAt(Values.or(otherTopic, topic), properties);
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

    /** Topic and brokers, nothing else of the properties. */
    @Override
    public String toString() {
        return "topic " + topic + " at " + clientProperties.getOrDefault(SERVERS, "no broker");
    }
}
