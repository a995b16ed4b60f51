package org.entropyrepair.jobs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
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

    /**
     * Under which name stands, a line each, what the start found that somebody should look at; it
     * is missing where there is nothing. Not an option, so its name does not begin like theirs.
     */
    public static final String WARNINGS = "entropy-repair-warnings";

    private static final String CONFIG = "config";
    private static final String CONFIG_INLINE = "config-inline";

    private SubmittedAs() {}

    /**
     * As this command line says.
     *
     * @param already what the job has been given by other means
     * @param warnings what the start found
     * @throws IOException if its config cannot be read
     */
    static Map<String, String> of(
            RepairJobArguments.Run run, Map<String, String> already, List<String> warnings)
            throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(already);
        run.given().forEach((option, value) -> settings.put(PREFIX + option.substring(2), value));
        settings.remove(PREFIX + CONFIG);
        settings.put(PREFIX + CONFIG_INLINE, run.config().inline().value());
        settings.remove(WARNINGS);
        if (!warnings.isEmpty()) {
            settings.put(WARNINGS, String.join("\n", warnings));
        }
        return settings;
    }
}
