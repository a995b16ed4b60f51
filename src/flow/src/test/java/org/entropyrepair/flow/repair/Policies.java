package org.entropyrepair.flow.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.reconcile.Policy;

/** Policies for tests: three regions, two namespaces, one scope unless more are named. */
final class Policies {
    static final String GRAPH = "social";
    static final String FORWARD = "social.follows.forward";
    static final String REVERSE = "social.follows.reverse";
    static final List<String> REGIONS = List.of("us", "eu", "ap");

    private long lagMillis;
    private final Map<Policy.Route, Long> lags = new HashMap<>();
    private long visibleAfterMillis = 10_000;
    private long leaseMillis = 60_000;
    private long unknownKeptMillis = 600_000;
    private double writesPerSecond;
    private boolean everyEnd = true;
    private boolean readBeforeWrite;
    private Policy.Action action = Policy.Action.REPAIR;
    private Policy.Retry retry = new Policy.Retry(50, 2, 1_000, 0.2, 0, 0);
    private final List<Policy.ScopeRule> first = new ArrayList<>();
    private final Map<String, Policy.NamespaceRule> namespaces =
            new HashMap<>(Map.of(FORWARD, rule(), REVERSE, rule()));

    private final Map<String, String> groups = new HashMap<>();

    private Policies() {}

    static Policies repairing() {
        return new Policies();
    }

    private static Policy.NamespaceRule rule() {
        return new Policy.NamespaceRule(GRAPH, 864_000_000, true);
    }

    Policies lag(long millis) {
        lagMillis = millis;
        return this;
    }

    /** How long repairs of one target are held. */
    Policies lagTo(String target, long millis) {
        for (String origin : REGIONS) {
            lags.put(new Policy.Route(origin, target), millis);
        }
        return this;
    }

    Policies visibleAfter(long millis) {
        visibleAfterMillis = millis;
        return this;
    }

    Policies lease(long millis) {
        leaseMillis = millis;
        return this;
    }

    Policies unknownKept(long millis) {
        unknownKeptMillis = millis;
        return this;
    }

    Policies writesPerSecond(double perSecond) {
        writesPerSecond = perSecond;
        return this;
    }

    Policies notableEndsOnly() {
        everyEnd = false;
        return this;
    }

    Policies readBeforeWrite() {
        readBeforeWrite = true;
        return this;
    }

    Policies action(Policy.Action of) {
        action = of;
        return this;
    }

    Policies retry(Policy.Retry of) {
        retry = of;
        return this;
    }

    Policies without(String namespace) {
        namespaces.remove(namespace);
        return this;
    }

    Policies with(String namespace) {
        namespaces.put(namespace, rule());
        return this;
    }

    /** These regions share one store. */
    Policies group(String name, String... regions) {
        for (String region : regions) {
            groups.put(region, name);
        }
        return this;
    }

    /** What a namespace's repairs meet in place of the rest. */
    Policies in(String namespace, Policy.Action of) {
        first.add(scope(namespace, new Policy.Match(null, Set.of(namespace), null, null), of));
        return this;
    }

    private Policy.ScopeRule scope(String name, Policy.Match match, Policy.Action of) {
        return new Policy.ScopeRule(name, match, of, readBeforeWrite, retry, writesPerSecond, true);
    }

    Policy build() {
        List<Policy.ScopeRule> scopes = new ArrayList<>(first);
        scopes.add(scope("all", Policy.Match.ALL, action));
        return new Policy(
                Set.of(GRAPH),
                Set.copyOf(REGIONS),
                Map.copyOf(namespaces),
                new Policy.Lags(lagMillis, Map.copyOf(lags)),
                List.copyOf(scopes),
                new Policy.ClockRule(1_000, 300_000),
                Map.of(),
                unknownKeptMillis,
                visibleAfterMillis,
                leaseMillis,
                everyEnd,
                Map.copyOf(groups));
    }
}
