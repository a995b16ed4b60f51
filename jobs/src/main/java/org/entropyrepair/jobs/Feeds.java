package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.config.Feed;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.source.TopicAddress;

/** The failure topics of a config, as sources want them. */
final class Feeds {
    private Feeds() {}

    /** One address per failure topic, in the order of the file. */
    static List<TopicAddress> addresses(RegionConfig config) {
        List<TopicAddress> addresses = new ArrayList<>();
        for (Region region : config.regions().values()) {
            for (Feed feed : region.failures()) {
                addresses.add(
                        new TopicAddress(
                                PolicyMapper.feedName(region, feed),
                                feed.bootstrapServers().value(),
                                feed.topic(),
                                KafkaClassNames.HERE.in(feed.properties().value())));
            }
        }
        return addresses;
    }
}
