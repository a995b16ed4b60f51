package org.entropyrepair.cli.frame;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes the value of an option that is not on the command line from the environment: {@code
 * ENTROPY_REPAIR_DEAD_LETTERS_TOPIC} for {@code --dead-letters-topic}. The region config may also
 * be a command's only argument; it is {@code ENTROPY_REPAIR_CONFIG} either way.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    static final String PREFIX = "ENTROPY_REPAIR_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return variable(argument).map(environment::get).orElse(null);
    }

    /** The variable that {@code argument} may come from, if it may. */
    static Optional<String> variable(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            return option.usageHelp() || option.versionHelp()
                    ? Optional.empty()
                    : Optional.of(name(option.longestName()));
        }
        return argument.paramLabel().equals(ConfigFile.LABEL)
                ? Optional.of(name(ConfigFile.LABEL))
                : Optional.empty();
    }

    private static String name(String option) {
        return PREFIX + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
