package org.entropyrepair.config;

import java.util.Map;
import org.entropyrepair.config.yaml.MaskedText;

/**
 * A failure topic of a region.
 *
 * @param bootstrapServers brokers to start from, {@code host:port}, comma-separated
 * @param topic name of the topic; once per region
 * @param properties further properties of the Kafka client
 * @param accepts whose failures it may carry
 */
public record Feed(
        MaskedText bootstrapServers, String topic, ClientProperties properties, Accepts accepts) {
    /**
     * Whose failures a topic may carry; others are rejected.
     *
     * @param origins the regions in which the write was attempted
     */
    public record Accepts(Names origins) {}

    /** Everything the Kafka client is to be given: the properties and the brokers. */
    public Map<String, String> clientProperties() {
        return properties.with("bootstrap.servers", bootstrapServers.value());
    }
}
