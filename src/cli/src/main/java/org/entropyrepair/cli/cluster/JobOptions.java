package org.entropyrepair.cli.cluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Values;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.jobs.GivenConfig;
import org.entropyrepair.jobs.SubmittedAs;
import org.entropyrepair.jobs.Targets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is said of a job when it is submitted. */
final class JobOptions {
    private static final String ROOT = "entropyrepair.root";

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description =
                    "The job's jar (default: the one that was built with this tool; for an upgrade,"
                            + " the old job's).")
    private @Nullable Path jar;

    @Option(
            names = "--classpath",
            paramLabel = "URL",
            split = ",",
            description =
                    "Jars of other stores, where every process of the cluster finds them"
                            + " (file:///…), comma-separated.")
    private @Nullable List<String> classpath;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            converter = Values.Count.class,
            description = "Of the job (default: the cluster's).")
    private @Nullable Integer parallelism;

    @Option(
            names = "--job-name",
            paramLabel = "NAME",
            description = "Of the job, also in outcomes (default: entropy-repair).")
    private @Nullable String name;

    @Option(
            names = "--targets",
            paramLabel = "REGIONS",
            converter = OfTargets.class,
            description =
                    "Repair these regions only, comma-separated; none: only own what names no known"
                            + " target (default: all of the config).")
    private @Nullable Targets targets;

    @Option(
            names = "--owns-unreadable",
            paramLabel = "BOOL",
            description = "Whether it owns records that name no known target (default: true).")
    private @Nullable String ownsUnreadable;

    @Option(
            names = "--replay-from",
            paramLabel = "INSTANT",
            description = "Without state, start here (default: the earliest record).")
    private @Nullable String replayFrom;

    @Option(
            names = "--one-process",
            paramLabel = "BOOL",
            description =
                    "Whether all its tasks run in one process, so that an embedded store may be used"
                            + " (default: false).")
    private @Nullable String oneProcess;

    /** Targets as the job's own command line has them. */
    static final class OfTargets implements ITypeConverter<Targets> {
        @Override
        public Targets convert(String value) {
            try {
                return Targets.parse(value);
            } catch (IllegalArgumentException notTargets) {
                throw new TypeConversionException(String.valueOf(notTargets.getMessage()));
            }
        }
    }

    /** The jar; null unless one is named. */
    @Nullable Path namedJar() {
        return jar;
    }

    /** The jar that is named, or the one of the work tree. */
    Path jar() {
        if (jar != null) {
            return jar;
        }
        String root = System.getProperty(ROOT);
        if (root == null) {
            throw new Failed("--jar: none (expected: the job's jar)");
        }
        return Path.of(root, "jobs", "target", "entropy-repair-jobs.jar");
    }

    /** 0 for the cluster's. */
    int parallelism() {
        return parallelism == null ? 0 : parallelism;
    }

    /** The name that is given; null if none is. */
    @Nullable String name() {
        return name;
    }

    /**
     * What is said, without the jar.
     *
     * @param file the region config, whose problems are said before anything is asked of a server;
     *     its secrets are the job manager's to resolve
     */
    Map<String, String> given(Path file) {
        ConfigReading reading = RegionConfigReader.read(file, Secrets.unresolved());
        if (reading instanceof ConfigReading.Refused refused) {
            throw new Failed(refused.problems());
        }
        Map<String, String> given = new LinkedHashMap<>();
        given.put(
                SubmittedAs.PREFIX + "config-inline",
                new GivenConfig.Inline(file.getFileName().toString(), reading.orThrow().text())
                        .value());
        put(given, "job-name", name);
        put(given, "targets", targets == null ? null : targets.toString());
        put(given, "owns-unreadable", ownsUnreadable);
        put(given, "replay-from", replayFrom);
        put(given, "one-process", oneProcess);
        put(given, "classpath", classpath == null ? null : String.join(";", classpath));
        return given;
    }

    private static void put(Map<String, String> to, String option, @Nullable String value) {
        if (value != null) {
            to.put(SubmittedAs.PREFIX + option, value);
        }
    }
}
