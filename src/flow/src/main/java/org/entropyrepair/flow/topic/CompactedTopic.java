package org.entropyrepair.flow.topic;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Sees to it that a topic is there and keeps the last record of every key. */
public final class CompactedTopic {
    private static final long VISIBLE_SECONDS_MAX = 20;

    private CompactedTopic() {}

    /**
     * Creates it where it is missing, with one partition and as many replicas as its brokers give
     * by default.
     *
     * @throws TopicTrouble if it cannot be created, with what to do, or if records of it would be
     *     deleted by age only
     */
    public static void provide(TopicAt topic) {
        try (Admin admin = Admin.create(topic.client())) {
            if (!exists(admin, topic)) {
                create(admin, topic);
            }
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topic());
            ConfigEntry policy =
                    Objects.requireNonNull(
                                    admin.describeConfigs(List.of(resource))
                                            .all()
                                            .get()
                                            .get(resource))
                            .get(TopicConfig.CLEANUP_POLICY_CONFIG);
            if (policy != null && !policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                throw new TopicTrouble(
                        topic + ": cleanup.policy=" + policy.value() + " (expected: compact)");
            }
        } catch (InterruptedException | ExecutionException | KafkaException trouble) {
            throw TopicTrouble.with(topic, trouble);
        }
    }

    /**
     * Whether there is a topic of that name.
     *
     * @throws TopicTrouble if its brokers do not answer
     */
    public static boolean exists(TopicAt topic) {
        try (Admin admin = Admin.create(topic.client())) {
            return exists(admin, topic);
        } catch (InterruptedException | ExecutionException | KafkaException trouble) {
            throw TopicTrouble.with(topic, trouble);
        }
    }

    private static boolean exists(Admin admin, TopicAt topic)
            throws InterruptedException, ExecutionException {
        try {
            return admin.describeTopics(List.of(topic.topic())).allTopicNames().get().size() == 1;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw failed;
        }
    }

    private static void create(Admin admin, TopicAt topic)
            throws InterruptedException, ExecutionException {
        NewTopic missing =
                new NewTopic(topic.topic(), Optional.of(1), Optional.empty())
                        .configs(
                                Map.of(
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        TopicConfig.CLEANUP_POLICY_COMPACT));
        try {
            admin.createTopics(List.of(missing)).all().get();
        } catch (ExecutionException refused) {
            if (!(refused.getCause() instanceof TopicExistsException)) {
                throw new TopicTrouble(
                        "%s: cannot be created: %s (expected: a right to create it, or somebody who"
                                        .formatted(topic, TopicTrouble.cause(refused).getMessage())
                                + " has: kafka-topics.sh --create --topic "
                                + topic.topic()
                                + " --partitions 1 --config cleanup.policy=compact)",
                        refused);
            }
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(VISIBLE_SECONDS_MAX);
        while (!exists(admin, topic) && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
