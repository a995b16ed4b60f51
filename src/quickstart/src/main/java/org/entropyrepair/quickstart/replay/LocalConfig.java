package org.entropyrepair.quickstart.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.config.RegionConfig;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A user's region config, made local: what it says of graphs, namespaces, scopes and time stays;
 * whatever leads to another machine is replaced, secrets with it.
 *
 * <ul>
 *   <li>Every topic is one of the local broker, named by its place in the config, since topics of
 *       different clusters may share a name.
 *   <li>Every store is an embedded one in a folder; regions of one {@code storeGroup} share it.
 *   <li>Caches are left out, and the config topic: the file is in force.
 *   <li>Nothing is held for replication, for nothing replicates these stores.
 *   <li>All outcomes are published, since they are the account.
 *   <li>As a dry run, scopes that repair observe; scopes that pause or discard do so in either
 *       mode.
 * </ul>
 */
final class LocalConfig {
    private static final String OBSERVE = "observe";

    private LocalConfig() {}

    /** The name of the topic that stands for a region's failure topic, counted from 0. */
    static String failureTopic(String region, int index) {
        return "failures." + region + "." + index;
    }

    /** The topic of dead letters. */
    static String deadLetters(Mode mode) {
        return mode.word() + ".dead-letters";
    }

    /** The topic of outcomes. */
    static String outcomes(Mode mode) {
        return mode.word() + ".outcomes";
    }

    /**
     * The text of the local config.
     *
     * @param config the user's
     * @param mode what is done with repairs
     * @param stores where the stores' folders are to be
     * @param brokers where the local broker is
     */
    static String text(RegionConfig config, Mode mode, Path stores, String brokers) {
        Map<String, Object> root =
                mapping(new Load(LoadSettings.builder().build()).loadFromString(config.text()));
        mapping(root.get("regions"))
                .forEach((name, region) -> makeLocal(name, mapping(region), stores, brokers));
        mapping(root.get("namespaces")).values().forEach(one -> mapping(one).remove("cache"));
        root.remove("configTopic");
        root.put("replicationLag", Map.of("default", "0s"));
        if (mode == Mode.OBSERVE) {
            for (Object scope : list(root.get("scopes"))) {
                mapping(scope).replace("action", "repair", OBSERVE);
            }
        }
        root.put("deadLetters", topic(brokers, deadLetters(mode)));
        Map<String, Object> outcomes = topic(brokers, outcomes(mode));
        outcomes.put("published", "all");
        outcomes.put("visibleAfter", "1s");
        root.put("outcomes", outcomes);
        return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
                .dumpToString(root);
    }

    private static void makeLocal(
            String name, Map<String, Object> region, Path stores, String brokers) {
        List<Object> feeds = new ArrayList<>();
        for (Object feed : list(region.get("failures"))) {
            Map<String, Object> local = topic(brokers, failureTopic(name, feeds.size()));
            Object accepts = mapping(feed).get("accepts");
            if (accepts != null) {
                local.put("accepts", accepts);
            }
            feeds.add(local);
        }
        region.put("failures", feeds);
        region.remove("cache");
        String folder = region.get("storeGroup") instanceof String group ? "group " + group : name;
        Map<String, Object> store = new LinkedHashMap<>();
        store.put("kind", "rocksdb");
        store.put("path", stores.resolve(folder).toString());
        region.put("store", store);
    }

    private static Map<String, Object> topic(String brokers, String name) {
        Map<String, Object> topic = new LinkedHashMap<>();
        topic.put("bootstrapServers", brokers);
        topic.put("topic", name);
        return topic;
    }

    @SuppressWarnings("unchecked") // the strict reader has accepted it: keys are text
    private static Map<String, Object> mapping(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("config: not a mapping (expected: what was accepted)");
    }

    private static List<?> list(@Nullable Object node) {
        if (node instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("config: not a list (expected: what was accepted)");
    }
}
