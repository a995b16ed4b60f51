package org.entropyrepair.publisher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where a publisher publishes to, and its bounds. {@link #of} gives the defaults; the {@code with}
 * methods return a changed copy.
 *
 * @param bootstrapServers the brokers, as Kafka names them
 * @param topic the failure topic
 * @param spoolFolder folder of this publisher alone for what cannot be sent; created where missing
 * @param spoolBytesMax most bytes the spool may take on disk
 * @param queueBytesMax most bytes of failures in memory that are neither sent nor spooled
 * @param inFlightBytesMax most bytes sent and not yet acknowledged; above, the spool is used
 * @param recordBytesMax most bytes of one record's key and value; keep it under the topic's {@code
 *     max.message.bytes} and the pipeline's limit
 * @param spoolAfter how long the broker may take before a failure is spooled and its future
 *     completes
 * @param deliveryTimeout how long one connection's producer retries before it is replaced
 * @param kafkaProperties more settings of the producer, such as its login; what the promises rest
 *     on ({@code acks}, idempotence, serializers, time-outs) cannot be set here
 */
public record PublisherSettings(
        String bootstrapServers,
        String topic,
        Path spoolFolder,
        long spoolBytesMax,
        long queueBytesMax,
        long inFlightBytesMax,
        int recordBytesMax,
        Duration spoolAfter,
        Duration deliveryTimeout,
        Map<String, String> kafkaProperties) {

    private static final long MIB = 1 << 20;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the first that is out of range
     */
    public PublisherSettings {
        kafkaProperties = Map.copyOf(kafkaProperties);
        require(!bootstrapServers.isBlank(), "bootstrapServers", bootstrapServers, "host:port,…");
        require(!topic.isBlank(), "topic", topic, "a name");
        require(spoolBytesMax >= MIB, "spoolBytesMax", spoolBytesMax, "at least 1 MiB");
        require(recordBytesMax > 0, "recordBytesMax", recordBytesMax, "over 0");
        require(
                queueBytesMax >= recordBytesMax,
                "queueBytesMax",
                queueBytesMax,
                "at least recordBytesMax");
        require(
                inFlightBytesMax >= recordBytesMax,
                "inFlightBytesMax",
                inFlightBytesMax,
                "at least recordBytesMax");
        require(
                spoolAfter.toMillis() >= 1 && spoolAfter.compareTo(deliveryTimeout) < 0,
                "spoolAfter",
                spoolAfter,
                "over 0 and under deliveryTimeout");
        require(
                deliveryTimeout.compareTo(Duration.ofHours(1)) <= 0,
                "deliveryTimeout",
                deliveryTimeout,
                "at most 1 h");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
        }
    }

    /**
     * The defaults: 1 GiB of spool, 16 MiB queued, 16 MiB in flight, records up to 960 KiB (under
     * Kafka's own default of 1 MiB), spooled after 2 s, producers replaced after 30 s.
     */
    public static PublisherSettings of(String bootstrapServers, String topic, Path spoolFolder) {
        return new PublisherSettings(
                bootstrapServers,
                topic,
                spoolFolder,
                1024 * MIB,
                16 * MIB,
                16 * MIB,
                960 << 10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Map.of());
    }

    /** With another limit of the spool. */
    public PublisherSettings withSpoolBytesMax(long bytes) {
        return new PublisherSettings(
                bootstrapServers,
                topic,
                spoolFolder,
                bytes,
                queueBytesMax,
                inFlightBytesMax,
                recordBytesMax,
                spoolAfter,
                deliveryTimeout,
                kafkaProperties);
    }

    /** With other limits of what is in memory. */
    public PublisherSettings withMemory(long queueBytes, long inFlightBytes) {
        return new PublisherSettings(
                bootstrapServers,
                topic,
                spoolFolder,
                spoolBytesMax,
                queueBytes,
                inFlightBytes,
                recordBytesMax,
                spoolAfter,
                deliveryTimeout,
                kafkaProperties);
    }

    /** With another largest record. */
    public PublisherSettings withRecordBytesMax(int bytes) {
        return new PublisherSettings(
                bootstrapServers,
                topic,
                spoolFolder,
                spoolBytesMax,
                queueBytesMax,
                inFlightBytesMax,
                bytes,
                spoolAfter,
                deliveryTimeout,
                kafkaProperties);
    }

    /** With other times of patience. */
    public PublisherSettings withPatience(Duration untilSpooled, Duration untilReplaced) {
        return new PublisherSettings(
                bootstrapServers,
                topic,
                spoolFolder,
                spoolBytesMax,
                queueBytesMax,
                inFlightBytesMax,
                recordBytesMax,
                untilSpooled,
                untilReplaced,
                kafkaProperties);
    }

    /** With these settings of the producer, in place of those before. */
    public PublisherSettings withKafkaProperties(Map<String, String> properties) {
        return new PublisherSettings(
                bootstrapServers,
                topic,
                spoolFolder,
                spoolBytesMax,
                queueBytesMax,
                inFlightBytesMax,
                recordBytesMax,
                spoolAfter,
                deliveryTimeout,
                properties);
    }

    /** Without the producer's settings, which may hold a password. */
    @Override
    public String toString() {
        return "PublisherSettings[" + bootstrapServers + ", " + topic + ", " + spoolFolder + "]";
    }
}
