package org.entropyrepair.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.Problems;

/**
 * The rules of stores and caches: a group is of several stores of one kind, and a cache is of use
 * only where both a region and a namespace say so.
 */
final class StoreRules {
    private final Located root;
    private final Problems problems;

    private StoreRules(Located root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    static void check(Located root, Problems problems) {
        StoreRules rules = new StoreRules(root, problems);
        rules.groups();
        rules.caches();
    }

    private void groups() {
        Map<String, List<Located>> groups = new LinkedHashMap<>();
        for (Located region : entriesOf("regions")) {
            region.at("storeGroup")
                    .ifPresent(
                            group ->
                                    groups.computeIfAbsent(
                                                    group.text(), unused -> new ArrayList<>())
                                            .add(region));
        }
        for (List<Located> members : groups.values()) {
            if (members.size() == 1 && !problems.anyBelow("regions")) {
                problems.add(
                        members.get(0).get("storeGroup"),
                        "group of at least 2 regions; this is its only one");
            }
            sameKind(members);
        }
    }

    private void sameKind(List<Located> members) {
        Located first = null;
        for (Located member : members) {
            Located kind = member.at("store").flatMap(store -> store.at("kind")).orElse(null);
            if (kind == null) {
                continue;
            }
            if (first == null) {
                first = kind;
            } else if (!kind.text().equals(first.text())) {
                problems.add(
                        kind,
                        first.text()
                                + ", as "
                                + first.path()
                                + ": stores of a group replicate themselves to one another");
            }
        }
    }

    private void caches() {
        List<Located> regions = having("regions");
        List<Located> namespaces = having("namespaces");
        if (!problems.anyBelow("regions") && !problems.anyBelow("namespaces")) {
            if (namespaces.isEmpty()) {
                regions.forEach(cache -> problems.add(cache, "a namespace with cache.keys, too"));
            } else if (regions.isEmpty()) {
                namespaces.forEach(cache -> problems.add(cache, "a region with a cache, too"));
            }
        }
        for (Located cache : namespaces) {
            Set<String> seen = new HashSet<>();
            for (Located key : cache.at("keys").map(Located::items).orElse(List.of())) {
                if (!seen.add(key.text())) {
                    problems.add(key, "each template once");
                }
            }
        }
    }

    /** The caches that entries of a mapping have. */
    private List<Located> having(String mapping) {
        return entriesOf(mapping).stream().flatMap(entry -> entry.at("cache").stream()).toList();
    }

    private List<Located> entriesOf(String mapping) {
        return root.at(mapping).map(at -> List.copyOf(at.entries().values())).orElse(List.of());
    }
}
