package org.entropyrepair.config;

import java.util.Map;
import org.entropyrepair.config.yaml.MaskedText;

/**
 * Where revisions of the config come from while the job runs.
 *
 * @param bootstrapServers brokers to start from, {@code host:port}, comma-separated
 * @param topic name of the topic, which has one partition
 * @param properties further properties of the Kafka client
 */
public record ConfigTopic(MaskedText bootstrapServers, String topic, ClientProperties properties) {
    /** What the name of the topic of answers ends with. */
    static final String ANSWERS = ".answers";

    /** The topic, on the same brokers, to which jobs say what became of revisions. */
    public String answersTopic() {
        return topic + ANSWERS;
    }

    /** Everything the Kafka client is to be given: the properties and the brokers. */
    public Map<String, String> clientProperties() {
        return properties.with("bootstrap.servers", bootstrapServers.value());
    }
}
