package org.entropyrepair.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.entropyrepair.config.yaml.Durations;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.Problems;

/** The rules of a config that one field alone cannot break: names, order, what goes together. */
final class RegionConfigRules {
    private static final int NAMES_SHOWN_MAX = 10;

    private final Located root;
    private final Problems problems;

    private RegionConfigRules(Located root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** Adds every problem of what could be read. */
    static void check(Located root, Problems problems) {
        RegionConfigRules rules = new RegionConfigRules(root, problems);
        rules.namespaces();
        rules.routes();
        rules.retired();
        rules.atMost(root.at("clock"), "maxDrift", "maxWait");
        StoreRules.check(root, problems);
        TopicRules.check(root, problems);
        ScopeRules.check(root, problems);
    }

    /** The names that a mapping at the top defines; empty if it could not be read. */
    static Optional<Set<String>> defined(Located root, String mapping) {
        return root.at(mapping).map(at -> at.entries().keySet());
    }

    /** Reports a name that is not one of those known. */
    static void known(Located name, Optional<Set<String>> names, String what, Problems problems) {
        if (names.isPresent() && !names.get().contains(name.text())) {
            problems.add(name, what + ": " + some(names.get()));
        }
    }

    /** Some names, the first few of many. */
    static String some(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(NAMES_SHOWN_MAX).toList());
        return names.size() > NAMES_SHOWN_MAX ? first + ", …" : first;
    }

    /** The regions there are and those that are no more: what a failure may come from. */
    static Optional<Set<String>> origins(Located root) {
        Set<String> retired = defined(root, "retiredRegions").orElse(Set.of());
        return defined(root, "regions")
                .map(
                        regions -> {
                            Set<String> origins = new LinkedHashSet<>(regions);
                            origins.addAll(retired);
                            return origins;
                        });
    }

    private void retired() {
        Set<String> regions = defined(root, "regions").orElse(Set.of());
        for (Map.Entry<String, Located> retired :
                root.at("retiredRegions").map(Located::entries).orElse(Map.of()).entrySet()) {
            if (regions.contains(retired.getKey())) {
                problems.add(
                        retired.getValue().line(),
                        retired.getValue().path(),
                        retired.getKey(),
                        "region that is not among regions any more");
            }
        }
    }

    private void namespaces() {
        Map<String, String> tables = new HashMap<>();
        Duration longestLag = longestLag();
        for (Located namespace : entriesOf("namespaces")) {
            if (!namespace.entries().isEmpty()
                    && namespace.at("graph").isEmpty()
                    && root.at("graph").isEmpty()
                    && !problems.anyBelow("graph")
                    && !problems.anyBelow(Located.entry(namespace.path(), "graph"))) {
                problems.add(
                        namespace.line(),
                        Located.entry(namespace.path(), "graph"),
                        "missing",
                        "name, here or as graph at the top of the file");
            }
            namespace
                    .at("tombstonesKept")
                    .filter(kept -> kept.duration().compareTo(longestLag) <= 0)
                    .ifPresent(
                            kept ->
                                    problems.add(
                                            kept,
                                            "longer than the longest replicationLag, "
                                                    + Durations.format(longestLag)));
            namespace
                    .at("table")
                    .ifPresent(
                            table -> {
                                String owner = tables.putIfAbsent(table.text(), namespace.path());
                                if (owner != null) {
                                    problems.add(table, "table of its own; " + owner + " has it");
                                }
                            });
        }
    }

    private Duration longestLag() {
        List<Located> lags = new ArrayList<>();
        root.at("replicationLag").flatMap(lag -> lag.at("default")).ifPresent(lags::add);
        for (Located route : routesOf(root)) {
            route.at("lag").ifPresent(lags::add);
        }
        return lags.stream()
                .map(Located::duration)
                .max(Duration::compareTo)
                .orElse(Duration.ofMillis(-1));
    }

    private void routes() {
        Optional<Set<String>> regions = defined(root, "regions");
        Set<List<String>> seen = new HashSet<>();
        for (Located route : routesOf(root)) {
            Optional<Located> from = route.at("from");
            Optional<Located> to = route.at("to");
            from.ifPresent(region -> known(region, regions, "region", problems));
            to.ifPresent(region -> known(region, regions, "region", problems));
            if (from.isPresent()
                    && to.isPresent()
                    && !seen.add(List.of(from.get().text(), to.get().text()))) {
                problems.add(
                        route.line(),
                        route.path(),
                        from.get().text() + " to " + to.get().text(),
                        "each route once");
            }
        }
    }

    private void atMost(Optional<Located> at, String lesser, String greater) {
        at.ifPresent(fields -> ordered(fields, lesser, greater, problems));
    }

    /** Reports the first of two durations if it is longer than the second. */
    static void ordered(Located fields, String lesser, String greater, Problems problems) {
        Optional<Located> less = fields.at(lesser);
        Optional<Located> more = fields.at(greater);
        if (less.isPresent()
                && more.isPresent()
                && less.get().duration().compareTo(more.get().duration()) > 0) {
            // Blame what was written rather than a default.
            boolean blameLesser = less.get().given() || !more.get().given();
            Located blamed = blameLesser ? less.get() : more.get();
            Located other = blameLesser ? more.get() : less.get();
            String rule = (blameLesser ? "at most " + greater : "at least " + lesser);
            problems.add(blamed, rule + ", " + Durations.format(other.duration()));
        }
    }

    private List<Located> entriesOf(String mapping) {
        return root.at(mapping).map(at -> List.copyOf(at.entries().values())).orElse(List.of());
    }

    private static List<Located> routesOf(Located root) {
        return root.at("replicationLag")
                .flatMap(lag -> lag.at("routes"))
                .map(Located::items)
                .orElse(List.of());
    }
}
