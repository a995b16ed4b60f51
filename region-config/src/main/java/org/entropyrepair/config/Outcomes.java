package org.entropyrepair.config;

import java.time.Duration;
import org.entropyrepair.config.yaml.MaskedText;

/**
 * Where outcomes go, and which.
 *
 * @param bootstrapServers brokers to start from, {@code host:port}, comma-separated
 * @param topic name of the topic
 * @param properties further properties of the Kafka client
 * @param published which ends are published
 * @param visibleAfter how long a wait lasts before it is published; of what is held for long and
 *     leaves the heap, sooner
 */
public record Outcomes(
        MaskedText bootstrapServers,
        String topic,
        ClientProperties properties,
        Published published,
        Duration visibleAfter) {

    /** The topic. */
    public TopicSink sink() {
        return new TopicSink(bootstrapServers, topic, properties);
    }

    /** Which ends are published. */
    public enum Published implements Word {
        /** Every one. */
        ALL("all"),
        /** Those which had a published wait, or are neither applied nor healed. */
        NOTABLE("notable");

        private final String word;

        Published(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
