package org.entropyrepair.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.config.yaml.Problems;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.config.yaml.ShapeReader;
import org.entropyrepair.config.yaml.YamlEdit;
import org.jspecify.annotations.Nullable;

/**
 * What of a config may change while the job runs: {@code replicationLag}, {@code scopes}, {@code
 * clock.maxDrift} and {@code clock.maxWait}. Everything else is built into the running job; a
 * change of it needs a savepoint upgrade.
 */
public final class HotParts {
    private static final Set<String> HOT =
            Set.of("replicationLag", "scopes", "clock.maxDrift", "clock.maxWait");

    private HotParts() {}

    /**
     * Where a revision differs from the config a job runs with in what cannot change under it; none
     * if there is no such place. References are compared as they are written.
     *
     * @param running text of a config in order
     * @param revision text of a config in order
     */
    public static List<Problem> needUpgrade(String running, String revision) {
        List<Problem> differences = new ArrayList<>();
        compare("", tree(running), tree(revision), differences);
        return differences;
    }

    /**
     * A config with the hot parts of another.
     *
     * @param config text of a config in order
     * @param hot text of a config in order
     * @return a text that still has to be read: what is hot may not fit the rest
     */
    public static String onto(String config, String hot) {
        Map<String, Object> from = YamlEdit.load(hot);
        Map<String, Object> merged = new LinkedHashMap<>(YamlEdit.load(config));
        for (String key : List.of("replicationLag", "scopes")) {
            put(merged, key, from.get(key));
        }
        Map<String, Object> clock = new LinkedHashMap<>(entries(merged.get("clock")));
        for (String key : List.of("maxDrift", "maxWait")) {
            put(clock, key, entries(from.get("clock")).get(key));
        }
        put(merged, "clock", clock.isEmpty() ? null : clock);
        return YamlEdit.dump(merged);
    }

    /**
     * A config in which a scope has another action; else the text is as it was, comments and all.
     *
     * @param config text of a config in order
     * @throws IllegalArgumentException if there is no scope of that name
     */
    public static String withAction(String config, String scope, Scope.Action action) {
        List<Located> scopes = tree(config).get("scopes").items();
        List<String> names = scopes.stream().map(each -> each.get("name").text()).toList();
        int index = names.indexOf(scope);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "scope: " + scope + " (expected: one of " + String.join(", ", names) + ")");
        }
        return YamlEdit.replace(config, List.of("scopes", index, "action"), action.word());
    }

    private static void compare(
            String path, Located running, Located revision, List<Problem> differences) {
        if (HOT.contains(path)) {
            return;
        }
        if (running.value() instanceof Map && revision.value() instanceof Map) {
            Set<String> keys = new LinkedHashSet<>(running.entries().keySet());
            keys.addAll(revision.entries().keySet());
            for (String key : keys) {
                compareEntry(Located.entry(path, key), key, running, revision, differences);
            }
        } else if (running.value() instanceof List
                && revision.value() instanceof List
                && running.items().size() == revision.items().size()) {
            for (int i = 0; i < running.items().size(); i++) {
                compare(
                        Located.item(path, i),
                        running.items().get(i),
                        revision.items().get(i),
                        differences);
            }
        } else if (!running.plain().equals(revision.plain())) {
            differences.add(difference(path, revision, revision.shown(), running.shown()));
        }
    }

    private static void compareEntry(
            String path, String key, Located running, Located revision, List<Problem> differences) {
        Optional<Located> is = running.at(key);
        Optional<Located> becomes = revision.at(key);
        if (is.isPresent() && becomes.isPresent()) {
            compare(path, is.get(), becomes.get(), differences);
        } else if (becomes.isPresent()) {
            differences.add(difference(path, becomes.get(), "added", "absent"));
        } else {
            differences.add(difference(path, revision, "absent", "as the job runs"));
        }
    }

    private static Problem difference(String path, Located at, String found, String expected) {
        return new Problem(
                "revision",
                at.line(),
                path,
                found,
                expected + "; a change needs a savepoint upgrade");
    }

    private static Located tree(String text) {
        Problems problems = new Problems("config");
        String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Optional<ShapeReader.Read> read =
                ShapeReader.read(
                        "config", yaml, RegionConfigShape.DOCUMENT, Secrets.unresolved(), problems);
        if (read.isEmpty() || !problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "config: not in order (expected: one that was accepted) " + problems.sorted());
        }
        return read.get().root();
    }

    private static void put(Map<String, Object> map, String key, @Nullable Object value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    private static Map<String, Object> entries(@Nullable Object map) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> values) {
            values.forEach((key, value) -> entries.put((String) key, value));
        }
        return entries;
    }
}
