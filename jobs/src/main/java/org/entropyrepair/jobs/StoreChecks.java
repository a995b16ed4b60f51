package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.sinks.StoreFactory;

/** Checks each region's store settings with the factory of its kind, before anything is opened. */
final class StoreChecks {
    private StoreChecks() {}

    /**
     * Everything that is wrong with the stores.
     *
     * @param oneProcess whether all tasks run in one process
     * @param loader where store factories are found
     */
    static List<Problem> problems(RegionConfig config, boolean oneProcess, ClassLoader loader) {
        Map<String, StoreFactory> factories = new TreeMap<>();
        for (StoreFactory factory : ServiceLoader.load(StoreFactory.class, loader)) {
            factories.put(factory.kind(), factory);
        }
        List<Problem> problems = new ArrayList<>();
        for (Region region : config.regions().values()) {
            String path = RegionConfig.path("regions", region.name(), "store");
            String kind = region.store().kind();
            StoreFactory factory = factories.get(kind);
            if (factory == null) {
                problems.add(config.problem(path + ".kind", kind, "one of " + factories.keySet()));
                continue;
            }
            for (StoreFactory.Problem found : factory.check(region.store().settings())) {
                String at = found.setting().isEmpty() ? path : path + "." + found.setting();
                problems.add(config.problem(at, found.found(), found.expected()));
            }
            if (!oneProcess && !factory.sharedAcrossProcesses()) {
                problems.add(
                        config.problem(
                                path + ".kind",
                                kind + " on a cluster",
                                "a store that several processes can share, a local run, or"
                                        + " --one-process true where one task manager runs it"
                                        + " all"));
            }
        }
        return problems;
    }
}
