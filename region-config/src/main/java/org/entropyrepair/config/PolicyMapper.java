package org.entropyrepair.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.reconcile.Policy;
import org.jspecify.annotations.Nullable;

/** Takes from a config what deciding needs. */
public final class PolicyMapper {
    /**
     * How long a write may be in flight before it counts as lost, unless the caller knows better.
     */
    public static final Duration LEASE = Duration.ofSeconds(60);

    private PolicyMapper() {}

    /** The policy of a config, with {@link #LEASE}. */
    public static Policy policyOf(RegionConfig config) {
        return policyOf(config, LEASE);
    }

    /**
     * The policy of a config.
     *
     * @param lease how long a write may be in flight before it counts as lost; longer than the
     *     longest time-out of a store
     */
    public static Policy policyOf(RegionConfig config, Duration lease) {
        return new Policy(
                config.graphs(),
                Set.copyOf(config.regions().keySet()),
                namespaces(config),
                lags(config.replicationLag()),
                config.scopes().stream().map(scope -> scope(scope, config)).toList(),
                new Policy.ClockRule(
                        config.clock().maxDrift().toMillis(), config.clock().maxWait().toMillis()),
                accepts(config),
                config.unknownKept().toMillis(),
                config.outcomes().visibleAfter().toMillis(),
                lease.toMillis(),
                config.outcomes().published() == Outcomes.Published.ALL,
                storeGroups(config),
                retired(config));
    }

    private static Map<String, Policy.Retirement> retired(RegionConfig config) {
        Map<String, Policy.Retirement> retired = new HashMap<>();
        config.retiredRegions()
                .forEach(
                        (region, end) ->
                                retired.put(
                                        region,
                                        switch (end) {
                                            case DISCARD -> Policy.Retirement.DISCARD;
                                            case DEAD_LETTER -> Policy.Retirement.DEAD_LETTER;
                                        }));
        return Map.copyOf(retired);
    }

    /**
     * The policy of a config's text, as revisions are sent: needs no secret, and so neither the
     * environment nor the files of where the config was read first.
     *
     * @param text {@link RegionConfig#text()}
     * @param lease as for {@link #policyOf(RegionConfig, Duration)}
     * @throws IllegalArgumentException if the text is not a config, with all problems
     */
    public static Policy policyOf(String text, Duration lease) {
        return policyOf(
                RegionConfigReader.read("revision", text, Secrets.unresolved()).orThrow(), lease);
    }

    /** The name by which {@link Policy#accepts} knows a feed. */
    public static String feedName(Region region, Feed feed) {
        return region.name() + "/" + feed.topic();
    }

    private static Map<String, Policy.NamespaceRule> namespaces(RegionConfig config) {
        Map<String, Policy.NamespaceRule> rules = new HashMap<>();
        config.namespaces()
                .forEach(
                        (name, namespace) ->
                                rules.put(
                                        name,
                                        new Policy.NamespaceRule(
                                                namespace.graph(),
                                                namespace.tombstonesKept().toMillis(),
                                                namespace.recordDeletes())));
        return Map.copyOf(rules);
    }

    private static Policy.Lags lags(ReplicationLag lag) {
        Map<Policy.Route, Long> routes = new LinkedHashMap<>();
        lag.routes()
                .forEach(
                        route ->
                                routes.put(
                                        new Policy.Route(route.from(), route.to()),
                                        route.lag().toMillis()));
        return new Policy.Lags(lag.defaultLag().toMillis(), Map.copyOf(routes));
    }

    private static Policy.ScopeRule scope(Scope scope, RegionConfig config) {
        Scope.Retry retry = scope.retry();
        return new Policy.ScopeRule(
                scope.name(),
                new Policy.Match(
                        orNull(scope.match().edgeTypes()),
                        namespacesOf(scope.match(), config),
                        orNull(scope.match().origins()),
                        orNull(scope.match().targets())),
                switch (scope.action()) {
                    case REPAIR -> Policy.Action.REPAIR;
                    case PAUSE -> Policy.Action.PAUSE;
                    case OBSERVE -> Policy.Action.OBSERVE;
                    case DISCARD -> Policy.Action.DISCARD;
                },
                scope.readBeforeWrite(),
                new Policy.Retry(
                        retry.initialBackoff().toMillis(),
                        retry.multiplier(),
                        retry.maxBackoff().toMillis(),
                        retry.jitter(),
                        retry.maxAttempts(),
                        retry.maxAge().toMillis()),
                scope.maxWritesPerSecond(),
                scope.mergeAcrossTargets());
    }

    /** A namespace is of one graph, so that a match by graph is one by namespace. */
    private static @Nullable Set<String> namespacesOf(Scope.Match match, RegionConfig config) {
        if (match.graphs().all()) {
            return orNull(match.namespaces());
        }
        Set<String> names = new LinkedHashSet<>();
        for (Namespace namespace : config.namespaces().values()) {
            if (match.graphs().contains(namespace.graph())
                    && match.namespaces().contains(namespace.name())) {
                names.add(namespace.name());
            }
        }
        return names;
    }

    private static @Nullable Set<String> orNull(Names names) {
        return names.all() ? null : names.some();
    }

    private static Map<String, String> storeGroups(RegionConfig config) {
        Map<String, String> groups = new HashMap<>();
        for (Region region : config.regions().values()) {
            String group = region.storeGroup();
            if (group != null) {
                groups.put(region.name(), group);
            }
        }
        return Map.copyOf(groups);
    }

    private static Map<String, Set<String>> accepts(RegionConfig config) {
        Map<String, Set<String>> accepts = new HashMap<>();
        for (Region region : config.regions().values()) {
            for (Feed feed : region.failures()) {
                if (!feed.accepts().origins().all()) {
                    accepts.put(feedName(region, feed), feed.accepts().origins().some());
                }
            }
        }
        return Map.copyOf(accepts);
    }
}
