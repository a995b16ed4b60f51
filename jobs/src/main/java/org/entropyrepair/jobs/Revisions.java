package org.entropyrepair.jobs;

import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.entropyrepair.config.ConfigTopic;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.revision.AcceptanceSettings;
import org.entropyrepair.flow.revision.ConfigAcceptance;
import org.entropyrepair.flow.revision.ConfigRevision;
import org.entropyrepair.flow.revision.ConfigRevisionSource;
import org.entropyrepair.flow.revision.ConfigTopicEvent;
import org.entropyrepair.flow.revision.ConfigTopicSource;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.state.Uids;

/**
 * Where the job's config revisions come from: its file, and the config topic if it names one. The
 * file's source is there either way, so that a savepoint of a job without the topic is restored by
 * one with it.
 */
final class Revisions {
    private Revisions() {}

    /** What is in force, and whenever that changes. */
    static DataStream<ConfigRevision> of(
            StreamExecutionEnvironment env, RegionConfig config, RepairJobOptions options) {
        DataStream<ConfigRevision> file =
                env.fromSource(
                                new ConfigRevisionSource(config.text()),
                                WatermarkStrategy.noWatermarks(),
                                "config revisions",
                                ConfigRevision.TYPE)
                        .setParallelism(1)
                        .uid(Uids.CONFIG_REVISIONS);
        ConfigTopic topic = config.configTopic();
        return topic == null
                ? file
                : file.connect(topic(env, topic))
                        .process(
                                new ConfigAcceptance(settings(config, topic, options)),
                                ConfigRevision.TYPE)
                        .setParallelism(1)
                        .name("config acceptance")
                        .uid(Uids.CONFIG_ACCEPTANCE);
    }

    private static DataStream<ConfigTopicEvent> topic(
            StreamExecutionEnvironment env, ConfigTopic topic) {
        return env.fromSource(
                        new ConfigTopicSource(address(topic)),
                        WatermarkStrategy.noWatermarks(),
                        "config topic",
                        ConfigTopicEvent.TYPE)
                .setParallelism(1)
                .uid(Uids.CONFIG_TOPIC);
    }

    /** Where the config topic is. */
    static TopicAddress address(ConfigTopic topic) {
        return new TopicAddress(
                "configTopic",
                topic.bootstrapServers().value(),
                topic.topic(),
                KafkaClassNames.HERE.in(topic.properties().value()));
    }

    private static AcceptanceSettings settings(
            RegionConfig config, ConfigTopic topic, RepairJobOptions options) {
        return new AcceptanceSettings(
                options.jobName(),
                topic.topic(),
                topic.answersTopic(),
                KafkaClassNames.HERE.in(topic.clientProperties()),
                config.text(),
                options.fileOverrides() ? UUID.randomUUID().toString() : "",
                new ConfiguredRules());
    }
}
