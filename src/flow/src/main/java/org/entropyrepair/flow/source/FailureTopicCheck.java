package org.entropyrepair.flow.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Looks at topics before the job starts: a failure topic that forgets must not be read as if it did
 * not (design.md, law 10), and a dead letter must fit its topic.
 *
 * <p>A broker that does not answer refuses nothing: the job survives it, and the topic is as good
 * as it was. Blocks its caller, within the patience given.
 */
public final class FailureTopicCheck {
    private final Duration patience;

    /**
     * Which waits this long at most for each broker.
     *
     * @param patience for one topic; a few seconds
     */
    public FailureTopicCheck(Duration patience) {
        this.patience = patience;
    }

    /**
     * What was found, each one line.
     *
     * @param refusals why the job must not start; empty if it may
     * @param warnings what somebody should look at
     * @param maxMessageBytes {@code max.message.bytes}, if the broker told
     */
    public record Findings(
            List<String> refusals, List<String> warnings, OptionalInt maxMessageBytes) {
        /** Copies the lists. */
        public Findings {
            refusals = List.copyOf(refusals);
            warnings = List.copyOf(warnings);
        }

        /** Whether the job may start. */
        public boolean mayStart() {
            return refusals.isEmpty();
        }
    }

    /**
     * Looks at a failure topic.
     *
     * @param topic where it is
     * @param keptAtLeast how long it has to keep records: as long as a repair may have to wait to
     *     be read
     */
    public Findings failureTopic(TopicAddress topic, Duration keptAtLeast) {
        List<String> refusals = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Config config = describe(topic, warnings);
        if (config == null) {
            return new Findings(refusals, warnings, OptionalInt.empty());
        }
        String policy = text(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            refusals.add(
                    "%s cleanup.policy: %s (expected: delete; compaction drops failures that share"
                                    .formatted(topic.feed(), policy)
                            + " a key)");
        }
        OptionalLong retentionMillis = number(config, TopicConfig.RETENTION_MS_CONFIG);
        if (retentionMillis.isPresent()
                && retentionMillis.getAsLong() >= 0
                && retentionMillis.getAsLong() < keptAtLeast.toMillis()) {
            refusals.add(
                    "%s retention.ms: %d (expected: at least %d, or -1: failures must be kept until"
                                    .formatted(
                                            topic.feed(),
                                            retentionMillis.getAsLong(),
                                            keptAtLeast.toMillis())
                            + " read)");
        }
        OptionalLong retentionBytes = number(config, TopicConfig.RETENTION_BYTES_CONFIG);
        if (retentionBytes.isPresent() && retentionBytes.getAsLong() >= 0) {
            warnings.add(
                    "%s retention.bytes: %d (expected: -1; a burst of failures would delete the"
                                    .formatted(topic.feed(), retentionBytes.getAsLong())
                            + " oldest before they are read)");
        }
        return new Findings(refusals, warnings, maxMessageBytes(config));
    }

    /**
     * Looks at a topic that is written to, such as that of the dead letters.
     *
     * @param topic where it is
     * @return no refusals; the largest record batch it takes, if the broker told
     */
    public Findings outputTopic(TopicAddress topic) {
        List<String> warnings = new ArrayList<>();
        Config config = describe(topic, warnings);
        OptionalInt bytes = config == null ? OptionalInt.empty() : maxMessageBytes(config);
        return new Findings(List.of(), warnings, bytes);
    }

    /**
     * Looks at a topic whose records must not go because they are old, such as that of the config.
     *
     * @param topic where it is
     */
    public Findings compactedTopic(TopicAddress topic) {
        List<String> warnings = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        Config config = describe(topic, warnings);
        String policy = config == null ? "" : text(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            refusals.add(
                    "%s cleanup.policy: %s (expected: compact; what is in force must not go because"
                                    .formatted(topic.feed(), policy)
                            + " it is old)");
        }
        return new Findings(refusals, warnings, OptionalInt.empty());
    }

    private @Nullable Config describe(TopicAddress topic, List<String> warnings) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topic());
        int millisMax = Math.toIntExact(patience.toMillis());
        try (Admin admin = Admin.create(topic.forAdmin("check", millisMax))) {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get(millisMax, TimeUnit.MILLISECONDS)
                    .get(resource);
        } catch (ExecutionException e) {
            warnings.add(unknown(topic, e.getCause() == null ? e : e.getCause()));
        } catch (KafkaException | TimeoutException e) {
            warnings.add(unknown(topic, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            warnings.add(unknown(topic, e));
        }
        return null;
    }

    private static String unknown(TopicAddress topic, Throwable cause) {
        return "%s: its settings cannot be read: %s (expected: topic %s at %s answers)"
                .formatted(
                        topic.feed(),
                        SourceHealth.describe(cause),
                        topic.topic(),
                        topic.bootstrapServers());
    }

    private static OptionalInt maxMessageBytes(Config config) {
        OptionalLong bytes = number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return bytes.isPresent()
                ? OptionalInt.of(Math.toIntExact(bytes.getAsLong()))
                : OptionalInt.empty();
    }

    private static String text(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private static OptionalLong number(Config config, String name) {
        String text = text(config, name);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
