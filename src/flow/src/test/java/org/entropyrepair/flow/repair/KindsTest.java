package org.entropyrepair.flow.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Repair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is pending by scope, against a plain list of what is pending. */
class KindsTest {
    private static final List<Policy> POLICIES =
            List.of(
                    Policies.repairing().build(),
                    Policies.repairing().in(Policies.FORWARD, Policy.Action.PAUSE).build(),
                    Policies.repairing().in(Policies.REVERSE, Policy.Action.DISCARD).build(),
                    Policies.repairing().action(Policy.Action.DISCARD).build());

    private record Pending(Subject edge, String namespace, Repair repair) {}

    private final Policy first = POLICIES.get(0);
    private final Kinds kinds = new Kinds(first, new Standings(Policies.REGIONS, first));
    private final List<Pending> pending = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsByScopeWhateverComesAndGoesAndWhicheverPolicyIsInForce(long seed) {
        Random random = new Random(seed);
        Policy inForce = first;
        Map<String, Kinds.Scope> scopes = kinds.under(first);
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(100) == 0) {
                inForce = POLICIES.get(random.nextInt(POLICIES.size()));
                scopes = kinds.under(inForce);
            }
            boolean comes = pending.isEmpty() || random.nextInt(10) < (i / 500 % 2 == 0 ? 6 : 3);
            if (comes) {
                Pending one = any(random);
                pending.add(one);
                kinds.count(one.edge(), one.namespace(), one.repair(), 1);
            } else {
                Pending one = pending.remove(random.nextInt(pending.size()));
                kinds.count(one.edge(), one.namespace(), one.repair(), -1);
            }
            for (Policy.ScopeRule rule : inForce.scopes()) {
                assertThat(scopes.getOrDefault(rule.name(), new Kinds.Scope()).pending())
                        .as("%s after %s", rule.name(), i)
                        .isEqualTo(count(inForce, rule));
            }
        }
        for (Policy policy : POLICIES) {
            long discarded =
                    policy.scopes().stream()
                            .filter(rule -> rule.action() == Policy.Action.DISCARD)
                            .mapToLong(rule -> count(policy, rule))
                            .sum();
            assertThat(kinds.discardedBy(policy)).isEqualTo(discarded);
        }
    }

    private long count(Policy policy, Policy.ScopeRule rule) {
        return pending.stream()
                .filter(
                        one ->
                                policy.scopeOf(
                                                        one.edge(),
                                                        one.namespace(),
                                                        one.repair().origin(),
                                                        one.repair().target())
                                                instanceof Policy.Scoping.Scoped scoped
                                        && scoped.scope().name().equals(rule.name()))
                .count();
    }

    /** Names are objects of their own, as where they were read from a record. */
    private static Pending any(Random random) {
        String namespace = random.nextBoolean() ? Policies.FORWARD : Policies.REVERSE;
        String type = random.nextInt(4) == 0 ? "likes" : "follows";
        return new Pending(
                new Subject.Edge(own(Policies.GRAPH), own(type), "a", "b" + random.nextInt(9)),
                own(namespace),
                States.repair(random.nextInt(4) == 0 ? "ap" : "eu", 1, new Phase.Holding(1, 2)));
    }

    private static String own(String name) {
        return new StringBuilder(name).toString();
    }
}
