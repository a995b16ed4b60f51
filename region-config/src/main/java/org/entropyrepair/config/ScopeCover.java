package org.entropyrepair.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds scopes that no repair can reach, by going through everything there is: each kind of repair
 * has a bit per pair of regions, and each scope in turn takes the bits that are left of it.
 */
final class ScopeCover {
    /** Stands for any type that the config does not name: only {@code *} matches it. */
    static final String OTHER_TYPE = "*";

    private final List<String> regions;
    private final List<Kind> kinds;

    /**
     * Where repairs come from.
     *
     * @param graph the graph
     * @param type the edge or node type
     * @param namespace the namespace
     */
    record Kind(String graph, String type, String namespace) {}

    /**
     * What a scope gets.
     *
     * @param matchesNothing whether there is no repair it covers
     * @param matchesFirst whether there is one it is the first to cover
     * @param coveredBy positions of the earlier scopes that take something from it
     */
    record Reach(boolean matchesNothing, boolean matchesFirst, Set<Integer> coveredBy) {}

    ScopeCover(List<String> regions, List<Kind> kinds) {
        this.regions = regions;
        this.kinds = kinds;
    }

    /** What each scope gets, in their order. */
    List<Reach> reach(List<Scope.Match> scopes) {
        List<BitSet> pairs = scopes.stream().map(this::pairs).toList();
        List<Reach> reaches = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            boolean nothing = true;
            boolean first = false;
            Set<Integer> coveredBy = new TreeSet<>();
            for (Kind kind : kinds) {
                if (first || !covers(scopes.get(i), kind)) {
                    continue;
                }
                nothing = false;
                BitSet left = (BitSet) pairs.get(i).clone();
                for (int j = 0; j < i; j++) {
                    if (covers(scopes.get(j), kind) && left.intersects(pairs.get(j))) {
                        left.andNot(pairs.get(j));
                        coveredBy.add(j);
                    }
                }
                first = !left.isEmpty();
            }
            reaches.add(new Reach(nothing, first, coveredBy));
        }
        return reaches;
    }

    private static boolean covers(Scope.Match match, Kind kind) {
        boolean type =
                kind.type().equals(OTHER_TYPE)
                        ? match.edgeTypes().all()
                        : match.edgeTypes().contains(kind.type());
        return type
                && match.graphs().contains(kind.graph())
                && match.namespaces().contains(kind.namespace());
    }

    private BitSet pairs(Scope.Match match) {
        BitSet pairs = new BitSet(regions.size() * regions.size());
        for (int from = 0; from < regions.size(); from++) {
            for (int to = 0; to < regions.size(); to++) {
                pairs.set(
                        from * regions.size() + to,
                        match.origins().contains(regions.get(from))
                                && match.targets().contains(regions.get(to)));
            }
        }
        return pairs;
    }
}
