package org.entropyrepair.jobs;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.jspecify.annotations.Nullable;

/** Compares a config with the savepoint that its job is to be started from. */
public final class SavepointChecks {
    private SavepointChecks() {}

    /** Why the job of a config cannot be started from a savepoint. */
    public static List<Problem> problems(RegionConfig config, Savepoint savepoint) {
        OptionalInt fixed = savepoint.maxParallelism();
        if (fixed.isEmpty() || fixed.getAsInt() == config.maxParallelism()) {
            return List.of();
        }
        return List.of(
                config.problem(
                        "maxParallelism",
                        Integer.toString(config.maxParallelism()),
                        fixed.getAsInt()
                                + ", which was fixed with the first state of the job whose"
                                + " savepoint is "
                                + savepoint.path()));
    }

    /**
     * The same, of the savepoint that Flink was told to start from.
     *
     * @param flink the settings of the job, the command line's included
     * @param warnings gets a line if the savepoint cannot be read from here; that refuses nothing,
     *     since the cluster may be able to
     */
    static List<Problem> problems(
            RegionConfig config, ReadableConfig flink, List<String> warnings) {
        @Nullable String path = flink.get(StateRecoveryOptions.SAVEPOINT_PATH);
        if (path == null) {
            return List.of();
        }
        try {
            return problems(config, Savepoint.open(path));
        } catch (IOException e) {
            warnings.add("savepoint " + e.getMessage());
            return List.of();
        }
    }
}
