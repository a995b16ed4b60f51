package org.entropyrepair.jobs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a job was submitted, as Flink's web page and REST API show it among the job's own settings:
 * each option of the command line under {@code entropy-repair.} and its name without dashes, the
 * config as {@code --config-inline} takes it. With these and the jar the very same job can be
 * submitted again.
 */
public final class SubmittedAs {
    /** What the names of all settings begin with. */
    public static final String PREFIX = "entropy-repair.";

    private static final String CONFIG = "config";
    private static final String CONFIG_INLINE = "config-inline";

    private SubmittedAs() {}

    /**
     * As this command line says.
     *
     * @param already what the job has been given by other means
     * @throws IOException if its config cannot be read
     */
    static Map<String, String> of(RepairJobArguments.Run run, Map<String, String> already)
            throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(already);
        run.given().forEach((option, value) -> settings.put(PREFIX + option.substring(2), value));
        settings.remove(PREFIX + CONFIG);
        settings.put(PREFIX + CONFIG_INLINE, run.config().inline().value());
        return settings;
    }
}
