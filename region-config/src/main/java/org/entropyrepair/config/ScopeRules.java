package org.entropyrepair.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.Problems;

/** The rules of scopes: they name what exists, and each can match something. */
final class ScopeRules {
    private final Located root;
    private final Problems problems;
    private final List<Located> scopes;

    private ScopeRules(Located root, Problems problems) {
        this.root = root;
        this.problems = problems;
        this.scopes = root.at("scopes").map(Located::items).orElse(List.of());
    }

    static void check(Located root, Problems problems) {
        ScopeRules rules = new ScopeRules(root, problems);
        rules.names();
        rules.knownNames();
        rules.retries();
        boolean whole =
                !problems.anyBelow("regions")
                        && !problems.anyBelow("namespaces")
                        && !problems.anyBelow("scopes")
                        && !problems.anyBelow("graph");
        if (whole && root.at("regions").isPresent() && root.at("namespaces").isPresent()) {
            rules.reachable();
        }
    }

    private void names() {
        Map<String, String> seen = new HashMap<>();
        for (Located scope : scopes) {
            scope.at("name")
                    .ifPresent(
                            name -> {
                                String first = seen.putIfAbsent(name.text(), scope.path());
                                if (first != null) {
                                    problems.add(name, "name of its own; " + first + " has it");
                                }
                            });
        }
    }

    private void knownNames() {
        Optional<Set<String>> regions = RegionConfigRules.defined(root, "regions");
        Optional<Set<String>> namespaces = RegionConfigRules.defined(root, "namespaces");
        for (Located scope : scopes) {
            Optional<Located> match = scope.at("match");
            if (match.isPresent()) {
                known(match.get(), "graphs", graphs(), "graph of a namespace");
                known(match.get(), "edgeTypes", types(), "type of a namespace");
                known(match.get(), "namespaces", namespaces, "namespace");
                known(match.get(), "origins", regions, "region");
                known(match.get(), "targets", regions, "region");
            }
        }
    }

    private void known(Located match, String key, Optional<Set<String>> names, String what) {
        match.at(key).map(Located::items).orElse(List.of()).stream()
                .filter(name -> !Names.isAll(name.text()))
                .forEach(name -> RegionConfigRules.known(name, names, what, problems));
    }

    /** The graphs in use; empty if one could not be read. */
    private Optional<Set<String>> graphs() {
        Set<String> graphs = new TreeSet<>();
        for (Located namespace : namespaces()) {
            Optional<Located> graph = namespace.at("graph").or(() -> root.at("graph"));
            if (graph.isEmpty()) {
                return Optional.empty();
            }
            graphs.add(graph.get().text());
        }
        return graphs.isEmpty() ? Optional.empty() : Optional.of(graphs);
    }

    /** The types of edges and nodes in use; empty if one could not be read. */
    private Optional<Set<String>> types() {
        Set<String> types = new TreeSet<>();
        for (Located namespace : namespaces()) {
            Optional<Located> type = typeOf(namespace);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            types.add(type.get().text());
        }
        return types.isEmpty() ? Optional.empty() : Optional.of(types);
    }

    private List<Located> namespaces() {
        return root.at("namespaces")
                .map(at -> List.copyOf(at.entries().values()))
                .orElse(List.of());
    }

    private static Optional<Located> typeOf(Located namespace) {
        return namespace.at("edgeType").or(() -> namespace.at("nodeType"));
    }

    private void retries() {
        for (Located scope : scopes) {
            scope.at("retry")
                    .ifPresent(
                            retry ->
                                    RegionConfigRules.ordered(
                                            retry, "initialBackoff", "maxBackoff", problems));
        }
    }

    private void reachable() {
        List<String> regions = List.copyOf(root.get("regions").entries().keySet());
        List<ScopeCover.Kind> kinds = new ArrayList<>();
        root.get("namespaces")
                .entries()
                .forEach(
                        (name, at) -> {
                            String graph = at.at("graph").orElseGet(() -> root.get("graph")).text();
                            String type = typeOf(at).map(Located::text).orElse("");
                            kinds.add(new ScopeCover.Kind(graph, type, name));
                            kinds.add(new ScopeCover.Kind(graph, ScopeCover.OTHER_TYPE, name));
                        });
        List<ScopeCover.Reach> reaches =
                new ScopeCover(regions, kinds)
                        .reach(scopes.stream().map(ScopeRules::match).toList());
        for (int i = 0; i < reaches.size(); i++) {
            Located match = scopes.get(i).get("match");
            Set<String> covering = new HashSet<>();
            ScopeCover.Reach reach = reaches.get(i);
            if (reach.matchesNothing()) {
                problems.add(
                        match.line(),
                        match.path(),
                        "matches nothing",
                        "namespaces that hold these edge types in these graphs");
            } else if (!reach.matchesFirst()) {
                for (int earlier : reach.coveredBy()) {
                    covering.add(scopes.get(earlier).get("name").text());
                }
                problems.add(
                        match.line(),
                        match.path(),
                        "all of it is covered by " + String.join(", ", new TreeSet<>(covering)),
                        "something that no earlier scope covers");
            }
        }
    }

    private static Scope.Match match(Located scope) {
        Located match = scope.get("match");
        return new Scope.Match(
                Names.of(match.get("graphs").texts()),
                Names.of(match.get("edgeTypes").texts()),
                Names.of(match.get("namespaces").texts()),
                Names.of(match.get("origins").texts()),
                Names.of(match.get("targets").texts()));
    }
}
