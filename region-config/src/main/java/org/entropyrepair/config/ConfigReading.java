package org.entropyrepair.config;

import java.util.List;
import java.util.stream.Collectors;
import org.entropyrepair.config.yaml.Problem;

/** How reading a config ended: it is accepted as a whole, or refused with all that is wrong. */
public sealed interface ConfigReading {
    /**
     * The file is a region config.
     *
     * @param config what it says
     */
    record Accepted(RegionConfig config) implements ConfigReading {}

    /**
     * The file is not a region config.
     *
     * @param problems everything that is wrong, by line; at least one
     */
    record Refused(List<Problem> problems) implements ConfigReading {
        /** Checks that there is a reason. */
        public Refused {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("problems: none (expected: at least one)");
            }
        }

        /** One line per problem. */
        @Override
        public String toString() {
            return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        }
    }

    /**
     * The config.
     *
     * @throws IllegalArgumentException if it was refused, with all problems
     */
    default RegionConfig orThrow() {
        if (this instanceof Accepted accepted) {
            return accepted.config();
        }
        throw new IllegalArgumentException(toString());
    }
}
