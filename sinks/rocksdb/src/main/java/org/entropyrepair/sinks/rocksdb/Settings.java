package org.entropyrepair.sinks.rocksdb;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.StoreFactory.Problem;

/**
 * The settings of this kind of store.
 *
 * @param path the folder; made where there is none
 * @param syncWrites whether a write is on the disk before it is answered (survives the machine), or
 *     in the system's cache (survives the process)
 * @param workers how many threads read and write, 1 to 64
 */
record Settings(Path path, boolean syncWrites, int workers) {
    private static final int WORKERS_USUAL = 2;
    private static final int WORKERS_MAX = 64;
    private static final Set<String> OWN = Set.of("path", "syncWrites", "workers");

    /** Everything that is wrong with these settings, in the order of their names. */
    static List<Problem> check(Map<String, Object> settings) {
        List<Problem> problems = new ArrayList<>();
        Object path = settings.get("path");
        if (path == null) {
            problems.add(new Problem("path", "nothing", "a folder"));
        } else if (!(path instanceof String text) || text.isBlank() || !isPath(text)) {
            problems.add(new Problem("path", String.valueOf(path), "a folder"));
        }
        Object sync = settings.get("syncWrites");
        if (sync != null && !(sync instanceof Boolean)) {
            problems.add(new Problem("syncWrites", String.valueOf(sync), "true or false"));
        }
        Object workers = settings.get("workers");
        if (workers != null && !isCount(workers)) {
            problems.add(
                    new Problem(
                            "workers", String.valueOf(workers), "a number, 1 to " + WORKERS_MAX));
        }
        settings.keySet().stream()
                .filter(name -> !OWN.contains(name))
                .filter(name -> !StoreFactory.COMMON_SETTINGS.contains(name))
                .sorted()
                .forEach(
                        name ->
                                problems.add(
                                        new Problem(
                                                name,
                                                "a setting that kind rocksdb does not have",
                                                "one of " + OWN.stream().sorted().toList())));
        return problems;
    }

    private static boolean isPath(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException notOne) {
            return false;
        }
    }

    private static boolean isCount(Object value) {
        return (value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= 1
                && ((Number) value).longValue() <= WORKERS_MAX;
    }

    /**
     * These settings, read.
     *
     * @throws IllegalArgumentException if {@link #check} finds a problem
     */
    static Settings of(Map<String, Object> settings) {
        List<Problem> problems = check(settings);
        if (!problems.isEmpty() || !(settings.get("path") instanceof String path)) {
            throw new IllegalArgumentException(
                    String.join(
                            "; ",
                            problems.stream()
                                    .map(
                                            problem ->
                                                    problem.setting()
                                                            + ": "
                                                            + problem.found()
                                                            + " (expected: "
                                                            + problem.expected()
                                                            + ")")
                                    .toList()));
        }
        return new Settings(
                Path.of(path),
                settings.getOrDefault("syncWrites", false).equals(true),
                ((Number) settings.getOrDefault("workers", WORKERS_USUAL)).intValue());
    }
}
