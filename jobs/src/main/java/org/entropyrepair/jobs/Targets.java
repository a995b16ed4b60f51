package org.entropyrepair.jobs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The regions that a job repairs: all of its config, some of them, or none. A job without targets
 * of its own repairs nothing that a region of the config missed; it is there for the records which
 * name no target of anybody.
 *
 * @param all whether it repairs all of its config
 * @param some their names otherwise
 */
public record Targets(boolean all, Set<String> some) {
    /** All of the config: of a job that is not told. */
    public static final Targets ALL = new Targets(true, Set.of());

    /** None. */
    public static final Targets NONE = new Targets(false, Set.of());

    /** How {@code --targets} says that there is none. */
    private static final String NONE_WORD = "none";

    /** What a value of {@code --targets} has to be. */
    public static final String RULE =
            "names of regions, comma-separated, or " + NONE_WORD + " alone";

    /** Keeps its own copy. */
    public Targets {
        some = Set.copyOf(some);
        if (all && !some.isEmpty()) {
            throw new IllegalArgumentException("targets: all and " + some + " (expected: either)");
        }
    }

    /** These, and no others. */
    public static Targets of(String... regions) {
        return new Targets(false, Set.of(regions));
    }

    /**
     * The value of {@code --targets}.
     *
     * @throws IllegalArgumentException if a name is blank, or {@link #NONE_WORD} is not alone
     */
    public static Targets parse(String value) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : value.split(",", -1)) {
            names.add(name.strip());
        }
        if (names.equals(Set.of(NONE_WORD))) {
            return NONE;
        }
        if (names.contains("") || names.contains(NONE_WORD)) {
            throw new IllegalArgumentException(value + " (expected: " + RULE + ")");
        }
        return new Targets(false, names);
    }

    private boolean isNone() {
        return !all && some.isEmpty();
    }

    /** Those of a config with these regions. */
    public Set<String> among(Set<String> regions) {
        return all ? regions : some;
    }

    /**
     * What is wrong with them for a job, one line each.
     *
     * @param regions all of its config
     * @param ownsUnreadable whether the job owns what is nobody's
     */
    public List<String> problems(Set<String> regions, boolean ownsUnreadable) {
        List<String> problems = new ArrayList<>();
        some.stream()
                .filter(target -> !regions.contains(target))
                .sorted()
                .map(target -> "--targets: " + target + " (expected: one of " + regions + ")")
                .forEach(problems::add);
        if (isNone() && regions.contains(NONE_WORD)) {
            problems.add(
                    "--targets: none (expected: names of regions, or a config without a region that"
                            + " is called so)");
        }
        if (isNone() && !ownsUnreadable) {
            problems.add(
                    "--owns-unreadable: false (expected: true, since with --targets none the job"
                            + " has nothing else to do)");
        }
        return problems;
    }

    /** As {@code --targets} says it; {@code all} for all. */
    @Override
    public String toString() {
        return all
                ? "all"
                : isNone() ? NONE_WORD : some.stream().sorted().collect(Collectors.joining(","));
    }
}
