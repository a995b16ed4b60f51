package org.entropyrepair.flow.repair;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Policy.Action;
import org.entropyrepair.core.reconcile.Repair;
import org.jspecify.annotations.Nullable;

/**
 * How many repairs are pending of each kind that scopes can tell apart; from that, how many are
 * pending in each scope of any policy, without looking at a single one. Beyond {@value #KINDS_MAX}
 * kinds, repairs of others are counted together. Task thread only, except {@link Scope#pending()}.
 */
final class Kinds {
    private static final int KINDS_MAX = 10_000;

    private final Map<Kind, Count> counts = new HashMap<>();
    private final Standings standings;
    private long others;
    private @Nullable Count last; // most of what changes is of the kind that changed before
    private Map<String, Scope> scopes = Map.of();
    private Policy policy;

    /**
     * Nothing is pending.
     *
     * @param standings are counted, too, since a kind names target and namespace
     */
    Kinds(Policy policy, Standings standings) {
        this.standings = standings;
        this.policy = policy;
        under(policy);
    }

    /** What is pending in one scope; written by the task thread, read by gauges. */
    static final class Scope {
        private volatile long pending;

        long pending() {
            return pending;
        }
    }

    private record Kind(String graph, String type, String namespace, String origin, String target) {

        /** Without making a kind and its hash: names that repeat are mostly the same objects. */
        boolean isOf(Subject edge, String itsNamespace, Repair repair) {
            return graph.equals(edge.graph())
                    && type.equals(edge.type())
                    && namespace.equals(itsNamespace)
                    && origin.equals(repair.origin())
                    && target.equals(repair.target());
        }
    }

    private static final class Count {
        private final Kind kind;
        private long pending;
        private @Nullable Scope scope;
        private @Nullable Standing standing;

        private Count(Kind kind) {
            this.kind = kind;
        }

        private void add(long more) {
            pending += more;
            if (scope != null) {
                scope.pending = scope.pending + more;
            }
        }
    }

    /** One repair more or less. */
    void count(Subject edge, String namespace, Repair repair, int sign) {
        Count count = last;
        if (count == null || !count.kind.isOf(edge, namespace, repair)) {
            count = find(edge, namespace, repair, sign);
            last = count;
        }
        if (count == null) {
            others += sign;
            standings.of(repair.target(), namespace).count(repair, sign);
            return;
        }
        count.add(sign);
        if (count.standing != null) {
            count.standing.count(repair, sign);
        }
        if (count.pending == 0) {
            counts.remove(count.kind);
            last = null;
        }
    }

    private @Nullable Count find(Subject edge, String namespace, Repair repair, int sign) {
        Kind kind =
                new Kind(edge.graph(), edge.type(), namespace, repair.origin(), repair.target());
        Count count = counts.get(kind);
        if (count == null && sign > 0 && counts.size() < KINDS_MAX) {
            count = new Count(kind);
            count.scope = scopes.get(scopeOf(kind, policy));
            count.standing = standings.of(repair.target(), namespace);
            counts.put(kind, count);
        }
        return count;
    }

    /** From now on, scopes are those of this policy; what is pending in each. */
    Map<String, Scope> under(Policy next) {
        Map<String, Scope> renewed = new LinkedHashMap<>();
        for (Policy.ScopeRule rule : next.scopes()) {
            Scope known = scopes.get(rule.name());
            renewed.put(rule.name(), known == null ? new Scope() : known);
        }
        Map<Scope, Long> sums = new HashMap<>();
        counts.forEach(
                (kind, count) -> {
                    count.scope = renewed.get(scopeOf(kind, next));
                    if (count.scope != null) {
                        sums.merge(count.scope, count.pending, Long::sum);
                    }
                });
        Collection<Scope> all = renewed.values();
        all.forEach(scope -> scope.pending = sums.getOrDefault(scope, 0L));
        policy = next;
        scopes = renewed;
        return renewed;
    }

    /** How many of what is pending a policy would discard; those of others kinds are counted in. */
    long discardedBy(Policy of) {
        boolean discards = of.scopes().stream().anyMatch(s -> s.action() == Action.DISCARD);
        if (!discards) {
            return 0;
        }
        long sum = others;
        for (Map.Entry<Kind, Count> each : counts.entrySet()) {
            if (scoping(each.getKey(), of) instanceof Policy.Scoping.Scoped scoped
                    && scoped.scope().action() == Action.DISCARD) {
                sum += each.getValue().pending;
            }
        }
        return sum;
    }

    private static @Nullable String scopeOf(Kind kind, Policy of) {
        return scoping(kind, of) instanceof Policy.Scoping.Scoped scoped
                ? scoped.scope().name()
                : null;
    }

    private static Policy.Scoping scoping(Kind kind, Policy of) {
        return of.scopeOf(kind.graph, kind.type, kind.namespace, kind.origin, kind.target);
    }
}
