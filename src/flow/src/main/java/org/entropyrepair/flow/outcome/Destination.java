package org.entropyrepair.flow.outcome;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * A Kafka topic that the job writes to.
 *
 * @param topic its name
 * @param clientProperties what a Kafka client is given, {@code bootstrap.servers} among them; may
 *     hold secrets
 */
public record Destination(String topic, Map<String, String> clientProperties)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The largest record that is ever written, whatever the topic would take: 16 MiB. It has to fit
     * into the producer's memory of 32 MiB.
     */
    static final int RECORD_BYTES_MAX = 16 << 20;

    /** Room for what the producer adds to its estimate of a record. */
    private static final int REQUEST_SLACK_BYTES = 1 << 10;

    /**
     * Of one partition at most five batches are on their way at once: with Kafka's 16 KiB that is
     * some forty outcomes each, and the pipeline goes no faster than five of them a round trip.
     */
    private static final String BATCH_BYTES = Integer.toString(256 << 10);

    /** A broker may be away this long before the job restarts over it. */
    private static final String BROKER_AWAY_MILLIS_MAX = Integer.toString(5 * 60_000);

    /** Keeps its own copy. */
    public Destination {
        clientProperties = Map.copyOf(clientProperties);
    }

    /**
     * Properties of the producer: those of the config, but what "at least once" and "never refuses
     * a record by itself" rest on is not up to it.
     */
    Properties producerProperties() {
        Properties properties = new Properties();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BROKER_AWAY_MILLIS_MAX);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, BROKER_AWAY_MILLIS_MAX);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.putAll(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Integer.toString(RECORD_BYTES_MAX + REQUEST_SLACK_BYTES));
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(2 * RECORD_BYTES_MAX));
        return properties;
    }

    /** The topic, without the properties, which may hold secrets. */
    @Override
    public String toString() {
        return "topic " + topic;
    }
}
