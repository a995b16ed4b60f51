package org.entropyrepair.jobs;

import java.util.Set;
import java.util.TreeSet;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.flow.source.TopicAddress;
import org.entropyrepair.flow.state.Uids;

/** The uids of a config's job, by which it finds its operators' state in a savepoint. */
public final class JobUids {
    private static final String COMMITTER = "Sink Committer: ";

    private JobUids() {}

    /** All of them, without building the job. */
    public static Set<String> of(RegionConfig config) {
        Set<String> uids = new TreeSet<>();
        uids.add(Uids.CONFIG_REVISIONS);
        if (config.configTopic() != null) {
            uids.add(Uids.CONFIG_TOPIC);
            uids.add(Uids.CONFIG_ACCEPTANCE);
        }
        uids.add(Uids.REPAIR);
        for (String sink : Set.of(Uids.DEAD_LETTERS, Uids.OUTCOMES)) {
            uids.add(sink);
            uids.add(COMMITTER + sink);
        }
        for (TopicAddress feed : Feeds.addresses(config)) {
            uids.add(Uids.source(feed.feed()));
            uids.add(Uids.decode(feed.feed()));
            uids.add(Uids.clock(feed.feed()));
        }
        return uids;
    }
}
