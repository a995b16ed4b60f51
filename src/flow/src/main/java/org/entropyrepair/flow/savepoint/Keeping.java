package org.entropyrepair.flow.savepoint;

import java.util.Map;
import org.entropyrepair.flow.state.Uids;

/**
 * What the state of an operator is about, in the words of the region config.
 *
 * @param name {@code region/topic} of a failure topic, {@code configTopic}, or the operator's uid
 *     where the config has no name for it
 * @param what what it says, for people
 */
public record Keeping(String name, String what) {
    private static final String CONFIG_TOPIC = "configTopic";
    private static final Map<String, String> OF_FEEDS =
            Map.of(
                    Uids.source(""), "how far it was read",
                    Uids.decode(""), "what was being decoded of it",
                    Uids.clock(""), "what time it had come to");
    private static final Map<String, Keeping> OTHERS =
            Map.of(
                    Uids.CONFIG_ACCEPTANCE,
                    new Keeping(CONFIG_TOPIC, "which scopes, lags and clock limits were in force"),
                    Uids.CONFIG_TOPIC,
                    new Keeping(CONFIG_TOPIC, "how it was read"),
                    Uids.REPAIR,
                    new Keeping(Uids.REPAIR, "everything that is pending"));

    /** That of the operator with this uid. */
    public static Keeping of(String uid) {
        for (Map.Entry<String, String> one : OF_FEEDS.entrySet()) {
            String feed = uid.startsWith(one.getKey()) ? uid.substring(one.getKey().length()) : "";
            if (feed.contains("/")) {
                return new Keeping(feed, one.getValue());
            }
        }
        return OTHERS.getOrDefault(uid, new Keeping(uid, "state of an operator"));
    }

    /** The region whose failure topic it is about; empty if it is about none. */
    public String region() {
        return name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
    }
}
