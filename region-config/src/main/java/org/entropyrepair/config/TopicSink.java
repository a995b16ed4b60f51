package org.entropyrepair.config;

import java.util.Map;
import org.entropyrepair.config.yaml.MaskedText;

/**
 * A topic that the job writes to.
 *
 * @param bootstrapServers brokers to start from, {@code host:port}, comma-separated
 * @param topic name of the topic
 * @param properties further properties of the Kafka client
 */
public record TopicSink(MaskedText bootstrapServers, String topic, ClientProperties properties) {
    /** Everything the Kafka client is to be given: the properties and the brokers. */
    public Map<String, String> clientProperties() {
        return properties.with("bootstrap.servers", bootstrapServers.value());
    }
}
