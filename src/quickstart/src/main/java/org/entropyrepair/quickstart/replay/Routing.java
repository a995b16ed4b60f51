package org.entropyrepair.quickstart.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.entropyrepair.config.Feed;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;

/**
 * Decides which failure topic a record is published to: one of its origin's region which accepts
 * that origin; else any that does; else the first there is, for what has no readable origin. Which
 * topic it really came from is not in the file.
 */
final class Routing {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Region> regions;

    Routing(RegionConfig config) {
        this.regions = List.copyOf(config.regions().values());
    }

    /** The name of the local topic for a record. */
    String topicOf(byte[] value) {
        String origin = origin(value);
        String any = null;
        for (Region region : regions) {
            for (int i = 0; i < region.failures().size(); i++) {
                Feed feed = region.failures().get(i);
                if (feed.accepts().origins().contains(origin)) {
                    String topic = LocalConfig.failureTopic(region.name(), i);
                    if (region.name().equals(origin)) {
                        return topic;
                    }
                    any = any == null ? topic : any;
                }
            }
        }
        return any != null ? any : LocalConfig.failureTopic(regions.get(0).name(), 0);
    }

    /** Empty where there is none. */
    private static String origin(byte[] value) {
        try {
            JsonNode record = JSON.readTree(value);
            return record == null ? "" : record.path("origin").asText();
        } catch (IOException notJson) {
            return "";
        }
    }
}
