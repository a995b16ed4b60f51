package org.entropyrepair.sinks.memcached;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entropyrepair.sinks.CacheFactory;
import org.entropyrepair.sinks.StoreFactory.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this kind of cache.
 *
 * @param zones the servers of each zone; every zone holds everything
 * @param placement which servers of a zone may hold a key
 * @param timeoutMillis when an invalidation that has not been answered counts as failed
 */
record Settings(List<List<Server>> zones, Placement.Kind placement, long timeoutMillis) {
    private static final long TIMEOUT_MILLIS_USUAL = 1_000;
    private static final long TIMEOUT_MILLIS_MAX = 60_000;
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");
    private static final Set<String> OWN = Set.of("zones", "placement", "timeout");

    /** Everything that is wrong with these settings. */
    static List<Problem> check(Map<String, Object> settings) {
        List<Problem> problems = new ArrayList<>();
        zones(settings.get("zones"), problems);
        placement(settings.get("placement"), problems);
        timeoutMillis(settings.get("timeout"), problems);
        settings.keySet().stream()
                .filter(name -> !OWN.contains(name))
                .filter(name -> !CacheFactory.COMMON_SETTINGS.contains(name))
                .sorted()
                .forEach(
                        name ->
                                problems.add(
                                        new Problem(
                                                name,
                                                "a setting that kind memcached does not have",
                                                "one of " + OWN.stream().sorted().toList())));
        return problems;
    }

    /**
     * These settings, read.
     *
     * @throws IllegalArgumentException if {@link #check} finds a problem
     */
    static Settings of(Map<String, Object> settings) {
        List<Problem> problems = check(settings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join("; ", problems.stream().map(Settings::line).toList()));
        }
        return new Settings(
                zones(settings.get("zones"), problems),
                placement(settings.get("placement"), problems),
                timeoutMillis(settings.get("timeout"), problems));
    }

    private static String line(Problem problem) {
        return problem.setting()
                + ": "
                + problem.found()
                + " (expected: "
                + problem.expected()
                + ")";
    }

    private static List<List<Server>> zones(@Nullable Object zones, List<Problem> problems) {
        String rule = "a list of zones, each a list of host:port";
        if (!(zones instanceof List<?> all) || all.isEmpty()) {
            problems.add(new Problem("zones", zones == null ? "nothing" : "not zones", rule));
            return List.of();
        }
        List<List<Server>> read = new ArrayList<>();
        Set<Server> seen = new HashSet<>();
        for (int z = 0; z < all.size(); z++) {
            String at = "zones[" + z + "]";
            List<Server> servers = new ArrayList<>();
            if (!(all.get(z) instanceof List<?> zone) || zone.isEmpty()) {
                problems.add(new Problem(at, "not a zone", "a list of host:port"));
                continue;
            }
            for (int s = 0; s < zone.size(); s++) {
                String there = at + "[" + s + "]";
                Server server =
                        zone.get(s) instanceof String text ? Server.parse(text).orElse(null) : null;
                if (server == null) {
                    problems.add(new Problem(there, String.valueOf(zone.get(s)), "host:port"));
                } else if (!seen.add(server)) {
                    problems.add(new Problem(there, server.written(), "each server once"));
                } else {
                    servers.add(server);
                }
            }
            read.add(List.copyOf(servers));
        }
        return read;
    }

    private static Placement.Kind placement(@Nullable Object placement, List<Problem> problems) {
        if (placement == null) {
            return Placement.Kind.EVERY;
        }
        return Arrays.stream(Placement.Kind.values())
                .filter(kind -> kind.word.equals(placement))
                .findFirst()
                .orElseGet(
                        () -> {
                            problems.add(
                                    new Problem(
                                            "placement",
                                            String.valueOf(placement),
                                            "every or ketama"));
                            return Placement.Kind.EVERY;
                        });
    }

    private static long timeoutMillis(@Nullable Object timeout, List<Problem> problems) {
        if (timeout == null) {
            return TIMEOUT_MILLIS_USUAL;
        }
        Matcher matcher = DURATION.matcher(String.valueOf(timeout));
        if (matcher.matches()) {
            long unit =
                    switch (matcher.group(2)) {
                        case "ms" -> 1;
                        case "s" -> 1_000;
                        default -> 60_000;
                    };
            long millis = Long.parseLong(matcher.group(1)) * unit;
            if (millis <= TIMEOUT_MILLIS_MAX) {
                return millis;
            }
        }
        problems.add(
                new Problem(
                        "timeout",
                        String.valueOf(timeout),
                        "duration such as 500ms or 2s, at most 60s"));
        return TIMEOUT_MILLIS_USUAL;
    }
}
