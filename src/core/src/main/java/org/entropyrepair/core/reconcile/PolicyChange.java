package org.entropyrepair.core.reconcile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.entropyrepair.core.reconcile.Policy.Action;
import org.entropyrepair.core.reconcile.Policy.Match;
import org.jspecify.annotations.Nullable;

/**
 * What a change of policy does to repairs that are pending already. A policy is read when a repair
 * is due, so most changes need no more than time; this tells those which do.
 *
 * <p>Asks every kind of repair there can be. Names that both policies treat alike stand for each
 * other, so that the kinds are few.
 *
 * @param before the policy under which repairs have become pending
 * @param after the policy to come
 */
public record PolicyChange(Policy before, Policy after) {
    /** A name that no config has: names hold no such sign. */
    private static final String STRANGER = "\u0000";

    /**
     * Whether something may have to be done about a pending repair before its time: it stands
     * parked for a reason that is gone, is to be discarded, or its wait is to be published earlier.
     *
     * <p>A shorter lag or backoff is not among it: times that are fixed stay as they are.
     */
    public boolean isFeltBeforeDue() {
        return after.visibleAfterMillis() < before.visibleAfterMillis()
                || any(PolicyChange::isFelt);
    }

    /** Whether something is discarded that was not. */
    public boolean discardsMore() {
        return any((was, is) -> is == Action.DISCARD && was != Action.DISCARD);
    }

    /** What was repaired is looked at when it is due; what was set aside never is by itself. */
    private static boolean isFelt(@Nullable Action was, @Nullable Action is) {
        if (was == is) {
            return false;
        } else if (is == Action.DISCARD) {
            return true;
        } else if (was == null) {
            return is != Action.PAUSE;
        }
        return was == Action.PAUSE || was == Action.OBSERVE;
    }

    /** Whether this is true of the actions of any kind of repair; null where none is known. */
    private boolean any(BiPredicate<@Nullable Action, @Nullable Action> change) {
        if (scopesAlike() && knownAlike()) {
            return false;
        }
        for (String namespace : namespaces()) {
            for (String graph : graphs(namespace)) {
                for (String type : names(Match::edgeTypes, Set.of(), name -> "")) {
                    if (anyRoute(graph, type, namespace, change)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean anyRoute(
            String graph,
            String type,
            String namespace,
            BiPredicate<@Nullable Action, @Nullable Action> change) {
        Set<String> known = union(before.regions(), after.regions());
        for (String origin : names(Match::origins, known, this::regionKind)) {
            for (String target : names(Match::targets, known, this::regionKind)) {
                if (change.test(
                        action(before.scopeOf(graph, type, namespace, origin, target)),
                        action(after.scopeOf(graph, type, namespace, origin, target)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Action action(Policy.Scoping scoping) {
        return scoping instanceof Policy.Scoping.Scoped scoped ? scoped.scope().action() : null;
    }

    private boolean scopesAlike() {
        return rules(before).equals(rules(after));
    }

    private static List<Object> rules(Policy policy) {
        return policy.scopes().stream()
                .<Object>map(scope -> List.of(scope.match(), scope.action()))
                .toList();
    }

    private boolean knownAlike() {
        return before.graphs().equals(after.graphs())
                && before.regions().equals(after.regions())
                && before.namespaces().equals(after.namespaces());
    }

    private Set<String> namespaces() {
        return names(
                Match::namespaces,
                union(before.namespaces().keySet(), after.namespaces().keySet()),
                name -> Objects.toString(graphOf(before, name)) + graphOf(after, name));
    }

    private Set<String> graphs(String namespace) {
        Set<String> graphs = new HashSet<>();
        graphs.add(STRANGER);
        Stream.of(before, after)
                .map(policy -> graphOf(policy, namespace))
                .filter(Objects::nonNull)
                .forEach(graphs::add);
        return graphs;
    }

    private static @Nullable String graphOf(Policy policy, String namespace) {
        Policy.NamespaceRule rule = policy.namespaces().get(namespace);
        return rule == null ? null : rule.graph();
    }

    private String regionKind(String name) {
        return before.regions().contains(name) + " " + after.regions().contains(name);
    }

    /** Names that scopes mention, of those known one of each kind, and a stranger. */
    private Set<String> names(
            Function<Match, @Nullable Set<String>> mentioned,
            Set<String> known,
            Function<String, String> kind) {
        Set<String> names = new HashSet<>();
        names.add(STRANGER);
        Stream.concat(before.scopes().stream(), after.scopes().stream())
                .map(scope -> mentioned.apply(scope.match()))
                .filter(Objects::nonNull)
                .forEach(names::addAll);
        Map<String, String> ofKind = new HashMap<>();
        known.stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> ofKind.put(kind.apply(name), name));
        names.addAll(ofKind.values());
        return names;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
