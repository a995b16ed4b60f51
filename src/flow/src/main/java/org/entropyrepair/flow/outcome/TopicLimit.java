package org.entropyrepair.flow.outcome;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The largest record that a topic takes, asked of its broker whenever a sink's task starts: so a
 * job that failed over a limit which has been lowered since knows the new one after its restart.
 */
final class TopicLimit {
    /** What Kafka gives a topic whose configuration does not say: 1 MiB and the batch's head. */
    static final int BYTES_DEFAULT = 1_048_588;

    private static final Logger LOG = LoggerFactory.getLogger(TopicLimit.class);

    private TopicLimit() {}

    /**
     * {@code max.message.bytes} of a topic, at most {@link Destination#RECORD_BYTES_MAX}; {@link
     * #BYTES_DEFAULT} if its broker does not say so in time. Blocks that long at most.
     */
    static int bytesMax(Destination destination, int waitMillisMax) {
        Properties properties = new Properties();
        properties.putAll(destination.clientProperties());
        String wait = Integer.toString(waitMillisMax);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, wait);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, wait);
        try (Admin admin = Admin.create(properties)) {
            ConfigResource topic =
                    new ConfigResource(ConfigResource.Type.TOPIC, destination.topic());
            KafkaFuture<Config> answer =
                    Objects.requireNonNull(
                            admin.describeConfigs(List.of(topic)).values().get(topic));
            String limit =
                    answer.get(waitMillisMax, TimeUnit.MILLISECONDS)
                            .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                            .value();
            return Math.min(Integer.parseInt(limit), Destination.RECORD_BYTES_MAX);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return BYTES_DEFAULT;
        } catch (ExecutionException | TimeoutException | KafkaException unknown) {
            LOG.warn(
                    "max.message.bytes of {}: cannot be read, {} (expected: an answer in {} ms;"
                            + " going on with {})",
                    destination,
                    reason(unknown),
                    waitMillisMax,
                    BYTES_DEFAULT);
            return BYTES_DEFAULT;
        }
    }

    private static String reason(Exception unknown) {
        Throwable cause = unknown.getCause() == null ? unknown : unknown.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
