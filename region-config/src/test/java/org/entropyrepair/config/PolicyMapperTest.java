package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Policy;
import org.junit.jupiter.api.Test;

class PolicyMapperTest {
    @Test
    void retiredRegionsAreNoRegionsAndTheirReportsAreStillAccepted() {
        RegionConfig config =
                Documents.read(
                                Documents.with(
                                                "graph: social",
                                                "graph: social\nretiredRegions: {south: discard,"
                                                        + " north: dead-letter}")
                                        .replace("origins: [east]", "origins: [east, south]"))
                        .orThrow();
        Policy policy = PolicyMapper.policyOf(config);
        assertThat(policy.retired())
                .isEqualTo(
                        Map.of(
                                "south",
                                Policy.Retirement.DISCARD,
                                "north",
                                Policy.Retirement.DEAD_LETTER));
        assertThat(policy.regions()).containsExactlyInAnyOrder("east", "west");
        assertThat(policy.accepts("east/failures.east", "south")).isTrue();
    }

    @Test
    void policySaysWhatTheConfigSays() {
        Policy policy = PolicyMapper.policyOf(Documents.read(Documents.GOOD).orThrow());
        Policy.Retry retry = new Policy.Retry(1_000, 2.0, 300_000, 0.2, 0, 0);
        assertThat(policy)
                .isEqualTo(
                        new Policy(
                                Set.of("social"),
                                Set.of("east", "west"),
                                Map.of(
                                        "follows.forward", namespace(),
                                        "likes.forward", namespace(),
                                        "user", namespace()),
                                new Policy.Lags(
                                        2_000, Map.of(new Policy.Route("east", "west"), 5_000L)),
                                List.of(
                                        new Policy.ScopeRule(
                                                "likes",
                                                new Policy.Match(Set.of("likes"), null, null, null),
                                                Policy.Action.PAUSE,
                                                true,
                                                retry,
                                                0,
                                                true),
                                        new Policy.ScopeRule(
                                                "rest",
                                                Policy.Match.ALL,
                                                Policy.Action.REPAIR,
                                                true,
                                                retry,
                                                0,
                                                true)),
                                new Policy.ClockRule(1_000, 300_000),
                                Map.of("east/failures.east", Set.of("east")),
                                604_800_000,
                                10_000,
                                60_000,
                                true,
                                Map.of()));
    }

    @Test
    void everyFieldOfAScopeArrives() {
        String document =
                Documents.with(
                        "    action: repair\n    retry: {initialBackoff: 1s, multiplier: 2,"
                                + " maxBackoff: 5m, jitter: 0.2}",
                        "    action: observe\n"
                                + "    readBeforeWrite: false\n"
                                + "    retry: {initialBackoff: 2s, multiplier: 1.5, maxBackoff: 1h,"
                                + " jitter: 0, maxAttempts: 7, maxAge: 1d}\n"
                                + "    maxWritesPerSecond: 50\n"
                                + "    mergeAcrossTargets: false");
        document =
                Documents.replace(
                        document,
                        "match: {}",
                        "match: {namespaces: [user], origins: [east], targets: [east, west]}");
        Policy policy = PolicyMapper.policyOf(Documents.read(document).orThrow());
        assertThat(policy.scopes().get(1))
                .isEqualTo(
                        new Policy.ScopeRule(
                                "rest",
                                new Policy.Match(
                                        null,
                                        Set.of("user"),
                                        Set.of("east"),
                                        Set.of("east", "west")),
                                Policy.Action.OBSERVE,
                                false,
                                new Policy.Retry(2_000, 1.5, 3_600_000, 0, 7, 86_400_000),
                                50,
                                false));
    }

    @Test
    void matchByGraphIsAMatchByItsNamespaces() {
        String document = Documents.with("nodeType: user", "nodeType: user, graph: people");
        document = Documents.replace(document, "match: {}", "match: {graphs: [people]}");
        Policy policy = PolicyMapper.policyOf(Documents.read(document).orThrow());
        assertThat(policy.graphs()).containsExactlyInAnyOrder("people", "social");
        assertThat(policy.scopes().get(1).match())
                .isEqualTo(new Policy.Match(null, Set.of("user"), null, null));
        assertThat(scopeOf(policy, new Subject.Node("people", "user", "1"), "user"))
                .isEqualTo("rest");
        assertThat(
                        scopeOf(
                                policy,
                                new Subject.Edge("social", "follows", "a", "b"),
                                "follows.forward"))
                .isEqualTo(DeathReason.NO_SCOPE.name());
    }

    @Test
    void onlyNotableEndsArePublishedWhereTheConfigSaysSo() {
        String document = Documents.with("topic: outcomes", "topic: outcomes, published: notable");
        assertThat(PolicyMapper.policyOf(Documents.read(document).orThrow()).everyEnd()).isFalse();
    }

    @Test
    void regionsOfOneGroupShareAStore() {
        String document = Documents.with("path: /data/east}", "path: /e}\n    storeGroup: both");
        document =
                Documents.replace(document, "path: /data/west}", "path: /w}\n    storeGroup: both");
        assertThat(PolicyMapper.policyOf(Documents.read(document).orThrow()).storeGroups())
                .containsExactlyInAnyOrderEntriesOf(Map.of("east", "both", "west", "both"));
        assertThat(PolicyMapper.policyOf(Documents.read(Documents.GOOD).orThrow()).storeGroups())
                .isEmpty();
    }

    @Test
    void policyOfATextNeedsNoSecret() {
        String document =
                Documents.with("\"kafka-west:9092\"", "\"${env:A_BROKER_THAT_IS_NOT_SET}\"");
        Policy policy = PolicyMapper.policyOf(document, Duration.ofSeconds(9));
        assertThat(policy.leaseMillis()).isEqualTo(9_000);
        assertThat(policy.regions()).containsExactlyInAnyOrder("east", "west");
    }

    @Test
    void policyOfATextThatIsNoConfigSaysAllThatIsWrong() {
        String document =
                Documents.replace(
                        Documents.with("action: pause", "action: x"), "maxDrift: 1s", "a: 1");
        assertThatThrownBy(() -> PolicyMapper.policyOf(document, PolicyMapper.LEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "revision:24 scopes[0].action: x (expected: one of repair, pause, observe,"
                                + " discard)\n"
                                + "revision:29 clock.a: unknown key (expected: one of maxDrift,"
                                + " maxWait, silentAfter)");
    }

    private static String scopeOf(Policy policy, Subject subject, String namespace) {
        Policy.Scoping scoping = policy.scopeOf(subject, namespace, "east", "west");
        return scoping instanceof Policy.Scoping.Scoped scoped
                ? scoped.scope().name()
                : ((Policy.Scoping.Unknown) scoping).reason().name();
    }

    private static Policy.NamespaceRule namespace() {
        return new Policy.NamespaceRule("social", 864_000_000, false);
    }
}
