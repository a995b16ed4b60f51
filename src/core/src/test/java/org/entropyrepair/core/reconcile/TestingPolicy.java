package org.entropyrepair.core.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A policy in which a test changes what it is about; everything else is plain and without jitter.
 */
final class TestingPolicy {
    static final String GRAPH = "social";
    static final String NAMESPACE = "social.follows.forward";
    static final String US = "us";
    static final String EU = "eu";
    static final String AP = "ap";
    static final String SCOPE = "all";

    static final long LAG = 2_000;
    static final long MAX_DRIFT = 1_000;
    static final long MAX_WAIT = 300_000;
    static final long DAY = 86_400_000;
    static final long TOMBSTONES_KEPT = 10 * DAY;
    static final long UNKNOWN_KEPT = 7 * DAY;
    static final long VISIBLE_AFTER = 10_000;
    static final long LEASE = 30_000;
    static final Policy.Retry RETRY = new Policy.Retry(1_000, 2, 300_000, 0, 0, 0);

    Set<String> graphs = Set.of(GRAPH);
    Set<String> regions = new TreeSet<>(Set.of(US, EU, AP));
    Map<String, Policy.NamespaceRule> namespaces = new HashMap<>();
    Map<Policy.Route, Long> routes = new HashMap<>();
    Map<String, Set<String>> accepts = new HashMap<>();
    Map<String, String> groups = new HashMap<>();
    Map<String, Policy.Retirement> retired = new HashMap<>();
    boolean everyEnd = true;
    private final Map<String, Policy.ScopeRule> scopes = new LinkedHashMap<>();

    TestingPolicy() {
        namespaces.put(NAMESPACE, new Policy.NamespaceRule(GRAPH, TOMBSTONES_KEPT, true));
        scope(SCOPE, Policy.Match.ALL);
    }

    /** Adds a scope behind those there are. */
    TestingPolicy scope(String name, Policy.Match match) {
        scopes.put(
                name,
                new Policy.ScopeRule(name, match, Policy.Action.REPAIR, true, RETRY, 0, true));
        return this;
    }

    TestingPolicy withoutScopes() {
        scopes.clear();
        return this;
    }

    TestingPolicy action(Policy.Action action) {
        return action(SCOPE, action);
    }

    TestingPolicy action(String scope, Policy.Action action) {
        Policy.ScopeRule rule = rule(scope);
        scopes.put(
                scope,
                new Policy.ScopeRule(
                        scope,
                        rule.match(),
                        action,
                        rule.readBeforeWrite(),
                        rule.retry(),
                        0,
                        rule.mergeAcrossTargets()));
        return this;
    }

    TestingPolicy retry(String scope, Policy.Retry retry) {
        Policy.ScopeRule rule = rule(scope);
        scopes.put(
                scope,
                new Policy.ScopeRule(
                        scope,
                        rule.match(),
                        rule.action(),
                        rule.readBeforeWrite(),
                        retry,
                        0,
                        rule.mergeAcrossTargets()));
        return this;
    }

    TestingPolicy maxAttempts(int attempts) {
        return retry(SCOPE, new Policy.Retry(1_000, 2, 300_000, 0, attempts, 0));
    }

    TestingPolicy maxAge(long millis) {
        return retry(SCOPE, new Policy.Retry(1_000, 2, 300_000, 0, 0, millis));
    }

    TestingPolicy notMerging(String scope) {
        Policy.ScopeRule rule = rule(scope);
        scopes.put(
                scope,
                new Policy.ScopeRule(
                        scope,
                        rule.match(),
                        rule.action(),
                        rule.readBeforeWrite(),
                        rule.retry(),
                        0,
                        false));
        return this;
    }

    private Policy.ScopeRule rule(String scope) {
        Policy.ScopeRule rule = scopes.get(scope);
        if (rule == null) {
            throw new IllegalArgumentException("scope: " + scope + " (expected: one added before)");
        }
        return rule;
    }

    Policy build() {
        return new Policy(
                graphs,
                Set.copyOf(regions),
                Map.copyOf(namespaces),
                new Policy.Lags(LAG, Map.copyOf(routes)),
                List.copyOf(new ArrayList<>(scopes.values())),
                new Policy.ClockRule(MAX_DRIFT, MAX_WAIT),
                Map.copyOf(accepts),
                UNKNOWN_KEPT,
                VISIBLE_AFTER,
                LEASE,
                everyEnd,
                Map.copyOf(groups),
                Map.copyOf(retired));
    }

    /** A region is no more. */
    TestingPolicy retire(String region, Policy.Retirement end) {
        regions.remove(region);
        retired.put(region, end);
        return this;
    }

    static Policy.Match origins(String... names) {
        return new Policy.Match(null, null, Set.of(names), null);
    }

    static Policy.Match targets(String... names) {
        return new Policy.Match(null, null, null, Set.of(names));
    }
}
