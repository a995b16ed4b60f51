package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.yaml.Problem;

/**
 * What the job asks of a config beside its being well-formed: that the stores and caches it names
 * exist and take their settings. Opens nothing and asks no server.
 */
public final class ConfigChecks {
    private ConfigChecks() {}

    /**
     * Everything for which the job would refuse a config, by line.
     *
     * @param config a config in order
     * @param oneProcess whether all tasks run in one process, so that an embedded store may be used
     * @param loader where the factories of stores and caches are found
     */
    public static List<Problem> problems(
            RegionConfig config, boolean oneProcess, ClassLoader loader) {
        List<Problem> problems = new ArrayList<>(StoreChecks.problems(config, oneProcess, loader));
        problems.addAll(CacheChecks.problems(config, loader));
        problems.sort(Comparator.comparingInt(Problem::line));
        return problems;
    }
}
