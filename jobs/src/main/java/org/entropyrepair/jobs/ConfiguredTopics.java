package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.config.Feed;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.TopicSink;
import org.entropyrepair.flow.redrive.Road;
import org.entropyrepair.flow.redrive.Routes;
import org.entropyrepair.flow.topic.TopicAt;

/** The topics of a region config, for those who read and write them beside the main job. */
public final class ConfiguredTopics {
    private static final String HANDLED = ".handled";

    private ConfiguredTopics() {}

    /** The failure topics as ways back, in the order of the file. */
    public static Routes routes(RegionConfig config) {
        List<Road> roads = new ArrayList<>();
        for (Region region : config.regions().values()) {
            for (Feed feed : region.failures()) {
                roads.add(
                        new Road(
                                region.name(),
                                PolicyMapper.feedName(region, feed),
                                new TopicAt(
                                        feed.topic(),
                                        KafkaClassNames.HERE.in(feed.clientProperties())),
                                feed.accepts().origins().contains(region.name())));
            }
        }
        return new Routes(roads);
    }

    /** The dead letters. */
    public static TopicAt letters(RegionConfig config) {
        return at(config.deadLetters());
    }

    /** The outcomes. */
    public static TopicAt outcomes(RegionConfig config) {
        return at(config.outcomes().sink());
    }

    /** Where it is said, unless somebody says otherwise, what has been dealt with. */
    public static TopicAt handled(TopicAt letters) {
        return letters.or(null, letters.topic() + HANDLED);
    }

    /** A topic that the config names. */
    public static TopicAt at(TopicSink sink) {
        return new TopicAt(sink.topic(), KafkaClassNames.HERE.in(sink.clientProperties()));
    }
}
