package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.entropyrepair.core.reconcile.Policy.Action;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyChangeTest {
    private static final List<String> REGIONS = List.of("us", "eu", "ap");
    private static final List<String> NAMESPACES = List.of("forward", "reverse", "other");
    private static final List<String> TYPES = List.of("follows", "likes");
    private static final Policy.Retry RETRY = new Policy.Retry(1000, 2, 60_000, 0.2, 0, 0);

    @Test
    void resumingIsFeltAndPausingWaitsUntilDue() {
        assertThat(felt(Action.PAUSE, Action.REPAIR)).isTrue();
        assertThat(felt(Action.PAUSE, Action.OBSERVE)).isTrue();
        assertThat(felt(Action.OBSERVE, Action.REPAIR)).isTrue();
        assertThat(felt(Action.OBSERVE, Action.PAUSE)).isTrue();
        assertThat(felt(Action.REPAIR, Action.PAUSE)).isFalse();
        assertThat(felt(Action.REPAIR, Action.OBSERVE)).isFalse();
    }

    @Test
    void aPolicyThatPausesSaysAllElseAsBefore() {
        Policy before = new TestingPolicy().retire("mars", Policy.Retirement.DISCARD).build();
        Policy paused = before.pausing(Set.of(Action.REPAIR));
        assertThat(paused.scopes()).extracting(Policy.ScopeRule::action).containsOnly(Action.PAUSE);
        assertThat(paused).usingRecursiveComparison().ignoringFields("scopes").isEqualTo(before);
    }

    @Test
    void discardingIsFeltWhateverWasDoneBefore() {
        for (Action before : List.of(Action.REPAIR, Action.PAUSE, Action.OBSERVE)) {
            assertThat(felt(before, Action.DISCARD)).isTrue();
            assertThat(change(all(before), all(Action.DISCARD)).discardsMore()).isTrue();
            assertThat(change(all(Action.DISCARD), all(before)).discardsMore()).isFalse();
        }
        assertThat(felt(Action.DISCARD, Action.REPAIR)).isFalse();
    }

    @Test
    void whatBecomesKnownIsFeltUnlessItIsPaused() {
        Policy ignorant = policy(Set.of("us"), scope("all", Policy.Match.ALL, Action.REPAIR));
        assertThat(change(ignorant, all(Action.REPAIR)).isFeltBeforeDue()).isTrue();
        assertThat(change(ignorant, all(Action.PAUSE)).isFeltBeforeDue()).isFalse();
        assertThat(change(all(Action.REPAIR), ignorant).isFeltBeforeDue()).isFalse();
        assertThat(change(all(Action.PAUSE), ignorant).isFeltBeforeDue()).isTrue();
    }

    @Test
    void ratesRetriesLagsAndLongerWaitsAreNotFelt() {
        Policy before = all(Action.REPAIR);
        Policy.ScopeRule rule =
                new Policy.ScopeRule(
                        "renamed",
                        Policy.Match.ALL,
                        Action.REPAIR,
                        true,
                        new Policy.Retry(1, 1, 1, 0, 1, 1),
                        5,
                        false);
        Policy after = visibleAfter(policy(Set.copyOf(REGIONS), rule), 20_000, 1);
        assertThat(change(before, after).isFeltBeforeDue()).isFalse();
        assertThat(change(before, after).discardsMore()).isFalse();
    }

    @Test
    void waitsThatAreToBeSaidEarlierAreFelt() {
        Policy before = all(Action.REPAIR);
        assertThat(change(before, visibleAfter(before, 9_999, 2_000)).isFeltBeforeDue()).isTrue();
    }

    @Test
    void whatAnEarlierScopeTakesAwayFromAPausedOneIsFelt() {
        Policy.Match east = new Policy.Match(null, null, Set.of("eu"), Set.of("ap"));
        Policy.ScopeRule rest = scope("rest", Policy.Match.ALL, Action.PAUSE);
        Policy before = policy(Set.copyOf(REGIONS), rest);
        assertThat(
                        change(
                                        before,
                                        policy(
                                                Set.copyOf(REGIONS),
                                                scope("east", east, Action.REPAIR),
                                                rest))
                                .isFeltBeforeDue())
                .isTrue();
        assertThat(
                        change(
                                        before,
                                        policy(
                                                Set.copyOf(REGIONS),
                                                rest,
                                                scope("east", east, Action.REPAIR)))
                                .isFeltBeforeDue())
                .isFalse();
    }

    @Test
    void fewKindsTellAsMuchAsAll() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int felt = 0;
        int discards = 0;
        for (int i = 0; i < 3_000; i++) {
            Policy before = random(random);
            Policy after = random(random);
            PolicyChange change = change(before, after);
            String what = "seed " + seed + ", run " + i + ": " + change;
            boolean expectedFelt = anyKind(before, after, false);
            boolean expectedDiscards = anyKind(before, after, true);
            assertThat(change.isFeltBeforeDue()).as(what).isEqualTo(expectedFelt);
            assertThat(change.discardsMore()).as(what).isEqualTo(expectedDiscards);
            felt += expectedFelt ? 1 : 0;
            discards += expectedDiscards ? 1 : 0;
        }
        assertThat(felt).isBetween(300, 2_900);
        assertThat(discards).isBetween(100, 2_900);
    }

    /** Asks every kind, by a rule of its own. */
    private static boolean anyKind(Policy before, Policy after, boolean discards) {
        for (String graph : List.of("social", "work", "nobody's")) {
            for (String type : List.of("follows", "likes", "strange")) {
                for (String namespace : List.of("forward", "reverse", "other", "strange")) {
                    for (String origin : List.of("us", "eu", "ap", "mars")) {
                        for (String target : List.of("us", "eu", "ap", "mars")) {
                            String was =
                                    word(before.scopeOf(graph, type, namespace, origin, target));
                            String is = word(after.scopeOf(graph, type, namespace, origin, target));
                            boolean differs =
                                    discards
                                            ? is.equals("DISCARD") && !was.equals("DISCARD")
                                            : FELT.contains(was + " " + is);
                            if (differs) {
                                return true;
                            }
                        }
                    }
                }
            }
        }
        return false;
    }

    private static final Set<String> FELT =
            Set.of(
                    "unknown REPAIR",
                    "unknown OBSERVE",
                    "unknown DISCARD",
                    "REPAIR DISCARD",
                    "PAUSE unknown",
                    "PAUSE REPAIR",
                    "PAUSE OBSERVE",
                    "PAUSE DISCARD",
                    "OBSERVE unknown",
                    "OBSERVE REPAIR",
                    "OBSERVE PAUSE",
                    "OBSERVE DISCARD");

    private static String word(Policy.Scoping scoping) {
        return scoping instanceof Policy.Scoping.Scoped scoped
                ? scoped.scope().action().name()
                : "unknown";
    }

    private static Policy random(Random random) {
        List<Policy.ScopeRule> scopes = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            Policy.Match match =
                    new Policy.Match(
                            some(random, TYPES),
                            some(random, NAMESPACES),
                            some(random, REGIONS),
                            some(random, REGIONS));
            Action action = Action.values()[Math.min(3, random.nextInt(5))];
            scopes.add(scope("s" + i, match, action));
        }
        Set<String> regions =
                random.nextInt(4) == 0 ? Set.of("us", "eu") : Set.of("us", "eu", "ap");
        return policy(regions, scopes.toArray(Policy.ScopeRule[]::new));
    }

    private static @Nullable Set<String> some(Random random, List<String> names) {
        return switch (random.nextInt(4)) {
            case 0 -> Set.of(names.get(random.nextInt(names.size())));
            case 1 -> Set.of(names.get(0), names.get(1));
            default -> null;
        };
    }

    private static boolean felt(Action before, Action after) {
        return change(all(before), all(after)).isFeltBeforeDue();
    }

    private static PolicyChange change(Policy before, Policy after) {
        return new PolicyChange(before, after);
    }

    private static Policy all(Action action) {
        return policy(Set.copyOf(REGIONS), scope("all", Policy.Match.ALL, action));
    }

    private static Policy.ScopeRule scope(String name, Policy.Match match, Action action) {
        return new Policy.ScopeRule(name, match, action, true, RETRY, 0, true);
    }

    private static Policy policy(Set<String> regions, Policy.ScopeRule... scopes) {
        return new Policy(
                Set.of("social", "work"),
                regions,
                Map.of(
                        "forward", new Policy.NamespaceRule("social", 864_000_000, false),
                        "reverse", new Policy.NamespaceRule("social", 864_000_000, false),
                        "other", new Policy.NamespaceRule("work", 864_000_000, false)),
                new Policy.Lags(2_000, Map.of()),
                List.of(scopes),
                new Policy.ClockRule(1_000, 300_000),
                Map.of(),
                600_000,
                10_000,
                60_000,
                true,
                Map.of());
    }

    private static Policy visibleAfter(Policy policy, long millis, long lagMillis) {
        return new Policy(
                policy.graphs(),
                policy.regions(),
                policy.namespaces(),
                new Policy.Lags(lagMillis, Map.of()),
                policy.scopes(),
                policy.clock(),
                policy.accepts(),
                policy.unknownKeptMillis(),
                millis,
                policy.leaseMillis(),
                policy.everyEnd(),
                policy.storeGroups());
    }
}
