package org.entropyrepair.core.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What the region config says, as far as deciding needs it. Immutable; read anew at every decision,
 * so that a new revision applies to what is already pending.
 *
 * @param graphs names of the graphs served
 * @param regions names of the regions
 * @param namespaces by name
 * @param lags replication lag per route
 * @param scopes in order; the first that matches wins
 * @param clock what to do with tokens ahead of time
 * @param accepts per feed ({@code region/topic}) the origins it may report; a feed that is absent
 *     may report all
 * @param unknownKeptMillis how long a failure of something unknown waits for a config that knows it
 * @param visibleAfterMillis how long a wait lasts before it is published
 * @param leaseMillis how long a write may be in flight before it counts as lost
 * @param everyEnd whether every end is published, or only the notable ones
 * @param storeGroups the group of each region whose store replicates itself to others of that
 *     group, so that one write covers them; regions that are absent stand alone
 * @param retired regions that are no more, and how repairs of their stores end
 */
public record Policy(
        Set<String> graphs,
        Set<String> regions,
        Map<String, NamespaceRule> namespaces,
        Lags lags,
        List<ScopeRule> scopes,
        ClockRule clock,
        Map<String, Set<String>> accepts,
        long unknownKeptMillis,
        long visibleAfterMillis,
        long leaseMillis,
        boolean everyEnd,
        Map<String, String> storeGroups,
        Map<String, Retirement> retired) {
    private static final String RETIRED = "retired";

    /** Where no region has been retired. */
    public Policy(
            Set<String> graphs,
            Set<String> regions,
            Map<String, NamespaceRule> namespaces,
            Lags lags,
            List<ScopeRule> scopes,
            ClockRule clock,
            Map<String, Set<String>> accepts,
            long unknownKeptMillis,
            long visibleAfterMillis,
            long leaseMillis,
            boolean everyEnd,
            Map<String, String> storeGroups) {
        this(
                graphs,
                regions,
                namespaces,
                lags,
                scopes,
                clock,
                accepts,
                unknownKeptMillis,
                visibleAfterMillis,
                leaseMillis,
                everyEnd,
                storeGroups,
                Map.of());
    }

    /** How repairs of the store of a region that is no more end. */
    public enum Retirement {
        /** On purpose, with an outcome. */
        DISCARD,
        /** As dead letters. */
        DEAD_LETTER
    }

    /**
     * A namespace.
     *
     * @param graph the graph it belongs to
     * @param tombstonesKeptMillis how long stores keep the token of a delete
     * @param recordDeletes whether whole records may be deleted
     */
    public record NamespaceRule(String graph, long tombstonesKeptMillis, boolean recordDeletes) {
        /**
         * Age from which a put could undo a delete that has been purged: what is kept, less a
         * margin of a tenth, at most an hour, for the way from here to the store.
         */
        public long putAgeMillisMax() {
            return tombstonesKeptMillis - Math.min(3_600_000L, tombstonesKeptMillis / 10);
        }
    }

    /** A directed pair of regions. */
    public record Route(String from, String to) {}

    /**
     * Replication lag in milliseconds.
     *
     * @param defaultMillis of routes not named
     * @param routes of those that are
     */
    public record Lags(long defaultMillis, Map<Route, Long> routes) {
        /**
         * Lag from one region to another; 0 within a region is not implied: it is a route like any
         * other.
         */
        public long millis(String from, String to) {
            Long named = routes.get(new Route(from, to));
            return named == null ? defaultMillis : named;
        }
    }

    /** What a scope does with its repairs. */
    public enum Action {
        /** Repairs. */
        REPAIR,
        /** Accumulates and merges, writes nothing. */
        PAUSE,
        /** Says what it would write, writes nothing. */
        OBSERVE,
        /** Ends repairs on purpose. */
        DISCARD
    }

    /**
     * What a scope covers; null stands for everything.
     *
     * @param edgeTypes types of edges or nodes
     * @param namespaces names of namespaces
     * @param origins regions in which the write was attempted
     * @param targets regions that missed it
     */
    public record Match(
            @Nullable Set<String> edgeTypes,
            @Nullable Set<String> namespaces,
            @Nullable Set<String> origins,
            @Nullable Set<String> targets) {
        /** Everything. */
        public static final Match ALL = new Match(null, null, null, null);

        boolean covers(String edgeType, String namespace, String origin, String target) {
            return in(edgeTypes, edgeType)
                    && in(namespaces, namespace)
                    && in(origins, origin)
                    && in(targets, target);
        }

        private static boolean in(@Nullable Set<String> names, String name) {
            return names == null || names.contains(name);
        }
    }

    /**
     * How attempts are repeated.
     *
     * @param initialBackoffMillis wait after the first failed attempt
     * @param multiplier growth per attempt, at least 1
     * @param maxBackoffMillis ceiling of the wait
     * @param jitter share of the wait by which it varies either way, 0 to 1
     * @param maxAttempts ceiling of attempts; 0 for none
     * @param maxAgeMillis ceiling of the age; 0 for none
     */
    public record Retry(
            long initialBackoffMillis,
            double multiplier,
            long maxBackoffMillis,
            double jitter,
            int maxAttempts,
            long maxAgeMillis) {}

    /**
     * One scope.
     *
     * @param name its name
     * @param match what it covers
     * @param action what it does
     * @param readBeforeWrite whether a target is read before it is written
     * @param retry how attempts are repeated
     * @param maxWritesPerSecond per target, whole job; 0 for no limit
     * @param mergeAcrossTargets whether a version reported for one target also goes to the others
     *     that wait for this cell
     */
    public record ScopeRule(
            String name,
            Match match,
            Action action,
            boolean readBeforeWrite,
            Retry retry,
            double maxWritesPerSecond,
            boolean mergeAcrossTargets) {

        private ScopeRule paused() {
            return new ScopeRule(
                    name,
                    match,
                    Action.PAUSE,
                    readBeforeWrite,
                    retry,
                    maxWritesPerSecond,
                    mergeAcrossTargets);
        }
    }

    /**
     * Tokens ahead of time.
     *
     * @param maxDriftMillis how far ahead a token may be and still be written
     * @param maxWaitMillis how far ahead it may be and be waited for; beyond it is a dead letter
     */
    public record ClockRule(long maxDriftMillis, long maxWaitMillis) {}

    private static final ScopeRule DISCARDED_WITH_ITS_REGION =
            new ScopeRule(
                    RETIRED,
                    Match.ALL,
                    Action.DISCARD,
                    false,
                    new Retry(0, 1, 0, 0, 0, 0),
                    0,
                    true);

    /** Which scope a repair falls under, or what the config does not know about it. */
    public sealed interface Scoping {
        /** It falls under this scope. */
        record Scoped(ScopeRule scope, NamespaceRule namespace) implements Scoping {}

        /**
         * The config does not know this.
         *
         * @param reason one of the four {@code UNKNOWN_…}/{@code NO_SCOPE}
         * @param message the same in words
         * @param forGood whether no config is waited for that knows it
         */
        record Unknown(DeathReason reason, String message, boolean forGood) implements Scoping {
            /** What a later config may know. */
            Unknown(DeathReason reason, String message) {
                this(reason, message, false);
            }
        }
    }

    /**
     * The scope of a repair of {@code subject}'s cell in {@code namespace}. The order of the checks
     * is the contract's.
     */
    public Scoping scopeOf(Subject subject, String namespace, String origin, String target) {
        return scopeOf(subject.graph(), subject.type(), namespace, origin, target);
    }

    /** The scope of all repairs of which these five are true. */
    public Scoping scopeOf(
            String graph, String type, String namespace, String origin, String target) {
        if (!graphs.contains(graph)) {
            return new Scoping.Unknown(
                    DeathReason.UNKNOWN_GRAPH,
                    "graph: " + graph + " (expected: a graph of the region config)");
        }
        Retirement retirement = retired.get(target);
        if (retirement == Retirement.DISCARD) {
            return new Scoping.Scoped(DISCARDED_WITH_ITS_REGION, new NamespaceRule(graph, 0, true));
        }
        if (retirement == Retirement.DEAD_LETTER) {
            return new Scoping.Unknown(
                    DeathReason.UNKNOWN_REGION,
                    "region: " + target + " is retired (expected: a region of the region config)",
                    true);
        }
        boolean knownOrigin = regions.contains(origin) || retired.containsKey(origin);
        String stranger = !knownOrigin ? origin : !regions.contains(target) ? target : null;
        if (stranger != null) {
            return new Scoping.Unknown(
                    DeathReason.UNKNOWN_REGION,
                    "region: " + stranger + " (expected: a region of the region config)");
        }
        NamespaceRule rule = namespaces.get(namespace);
        if (rule == null || !rule.graph().equals(graph)) {
            return new Scoping.Unknown(
                    DeathReason.UNKNOWN_NAMESPACE,
                    "namespace: " + namespace + " (expected: a namespace of graph " + graph + ")");
        }
        for (ScopeRule scope : scopes) {
            if (scope.match().covers(type, namespace, origin, target)) {
                return new Scoping.Scoped(scope, rule);
            }
        }
        return new Scoping.Unknown(
                DeathReason.NO_SCOPE,
                "scope: none (expected: one that covers "
                        + type
                        + " in "
                        + namespace
                        + " from "
                        + origin
                        + " to "
                        + target
                        + ")");
    }

    /** The same, but that scopes with one of these actions pause. */
    public Policy pausing(Set<Action> actions) {
        List<ScopeRule> rules =
                scopes.stream()
                        .map(scope -> actions.contains(scope.action()) ? scope.paused() : scope)
                        .toList();
        return rules.equals(scopes)
                ? this
                : new Policy(
                        graphs,
                        regions,
                        namespaces,
                        lags,
                        rules,
                        clock,
                        accepts,
                        unknownKeptMillis,
                        visibleAfterMillis,
                        leaseMillis,
                        everyEnd,
                        storeGroups,
                        retired);
    }

    /** Whether a write that lands in one of these two regions is enough for the other. */
    public boolean shareStore(String region, String other) {
        String group = storeGroups.get(region);
        return region.equals(other) || (group != null && group.equals(storeGroups.get(other)));
    }

    /** Whether a feed may report failures of an origin. */
    public boolean accepts(String feed, String origin) {
        Set<String> origins = accepts.get(feed);
        return origins == null || origins.contains(origin);
    }
}
