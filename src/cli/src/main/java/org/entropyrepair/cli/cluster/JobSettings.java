package org.entropyrepair.cli.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.Feed;
import org.entropyrepair.config.Region;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.jobs.GivenConfig;
import org.entropyrepair.jobs.SubmittedAs;
import org.entropyrepair.jobs.Targets;
import org.jspecify.annotations.Nullable;

/**
 * What a repair job runs with, as Flink shows it of a running one and as its command line says it.
 *
 * @param settings values by name, all names with {@link SubmittedAs#PREFIX}
 */
record JobSettings(Map<String, String> settings) {
    /** The uploaded jar that it was started from; set by this tool alone. */
    static final String JAR = SubmittedAs.PREFIX + "jar";

    /** Jars beside it; set by this tool alone. */
    static final String CLASSPATH = SubmittedAs.PREFIX + "classpath";

    private static final Set<String> OF_TOOL = Set.of(JAR, CLASSPATH);

    private static final String NAME_DEFAULT = "entropy-repair";
    private static final String CONFIG = SubmittedAs.PREFIX + "config-inline";
    private static final String CONFIG_FILE = SubmittedAs.PREFIX + "config";

    /** Keeps its own copy. */
    JobSettings {
        settings = Map.copyOf(settings);
    }

    /**
     * Those of a command line of the main class.
     *
     * @throws Failed if it is none
     */
    static JobSettings of(String commandLine) {
        String[] words = commandLine.strip().split("\\s+");
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            if (!words[i].startsWith("--") || i + 1 == words.length) {
                throw new Failed(
                        "--old-arguments: %s (expected: --name value --name value, as the old job was"
                                        .formatted(commandLine)
                                + " given them)");
            }
            settings.put(SubmittedAs.PREFIX + words[i].substring(2), words[i + 1]);
        }
        return new JobSettings(settings);
    }

    /** Whether they are a repair job's at all. */
    boolean areARepairJobs() {
        return settings.containsKey(CONFIG);
    }

    /** The value of an option, by its name without dashes. */
    @Nullable String value(String option) {
        return settings.get(SubmittedAs.PREFIX + option);
    }

    String name() {
        String name = value("job-name");
        return name == null ? NAME_DEFAULT : name;
    }

    boolean ownsUnreadable() {
        return !"false".equals(value("owns-unreadable"));
    }

    /** The regions it repairs: those it names, which may be none, or all of its config. */
    Set<String> targets() {
        return new TreeSet<>(givenTargets().among(regions()));
    }

    /** What is wrong with its share of the work, one line each, whatever others do. */
    List<String> problems() {
        return givenTargets().problems(regions(), ownsUnreadable());
    }

    private Targets givenTargets() {
        String given = value("targets");
        return given == null ? Targets.ALL : Targets.parse(given);
    }

    private Set<String> regions() {
        RegionConfig config = config();
        return config == null ? Set.of() : config.regions().keySet();
    }

    /** What its start found that somebody should look at, such as a topic that does not exist. */
    List<String> warnings() {
        return settings.getOrDefault(SubmittedAs.WARNINGS, "").lines().toList();
    }

    /** The topics it reads failures from. */
    Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        RegionConfig config = config();
        if (config != null) {
            for (Region region : config.regions().values()) {
                region.failures().stream().map(Feed::topic).forEach(topics::add);
            }
        }
        return topics;
    }

    /** Its config, secrets unresolved; null if this tool cannot read it. */
    @Nullable RegionConfig config() {
        String inline = settings.get(CONFIG);
        if (inline == null) {
            return null;
        }
        GivenConfig.Inline given = GivenConfig.Inline.of(inline);
        ConfigReading reading =
                RegionConfigReader.read(given.name(), given.text(), Secrets.unresolved());
        return reading instanceof ConfigReading.Accepted accepted ? accepted.config() : null;
    }

    /** The command line of the main class that leads to these. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        settings.keySet().stream()
                .filter(name -> name.startsWith(SubmittedAs.PREFIX) && !OF_TOOL.contains(name))
                .sorted()
                .forEach(
                        name -> {
                            arguments.add("--" + name.substring(SubmittedAs.PREFIX.length()));
                            arguments.add(settings.getOrDefault(name, ""));
                        });
        return arguments;
    }

    /** With these instead of, or beside, its own. */
    JobSettings with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        if (more.containsKey(CONFIG)) {
            all.remove(CONFIG_FILE);
        }
        return new JobSettings(all);
    }
}
