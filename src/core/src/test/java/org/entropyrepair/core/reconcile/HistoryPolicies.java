package org.entropyrepair.core.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The policies that may be in force during a history. Made once each. Single thread only. */
final class HistoryPolicies {
    static final String STRICT_FEED = "us/strict";
    private static final Map<Choice, Policy> MADE = new HashMap<>();

    private HistoryPolicies() {}

    /** What the config may lack. */
    enum Gap {
        NONE,
        REGION,
        NAMESPACE,
        SCOPE
    }

    /** What differs between policies. */
    private record Choice(
            History.Peril peril,
            boolean merging,
            Policy.Action first,
            Policy.Action second,
            Gap gap) {}

    /** With which everything gets repaired; or never known, where that is the peril. */
    static Policy last(History.Traits traits) {
        Gap gap = traits.peril() == History.Peril.UNKNOWN ? Gap.REGION : Gap.NONE;
        return of(traits, Policy.Action.REPAIR, Policy.Action.REPAIR, gap);
    }

    static Policy any(History.Traits traits, Random random) {
        Gap gap = random.nextInt(3) == 0 ? Gap.values()[random.nextInt(4)] : Gap.NONE;
        return of(traits, action(traits, random), action(traits, random), gap);
    }

    private static Policy.Action action(History.Traits traits, Random random) {
        Policy.Action action =
                random.nextBoolean()
                        ? Policy.Action.REPAIR
                        : Policy.Action.values()[random.nextInt(4)];
        return action == Policy.Action.DISCARD && traits.peril() != History.Peril.DISCARD
                ? Policy.Action.PAUSE
                : action;
    }

    private static Policy of(
            History.Traits traits, Policy.Action first, Policy.Action second, Gap gap) {
        return MADE.computeIfAbsent(
                new Choice(traits.peril(), traits.merging(), first, second, gap),
                HistoryPolicies::make);
    }

    private static Policy make(Choice choice) {
        TestingPolicy policy = new TestingPolicy().withoutScopes();
        policy.regions.add("sa");
        policy.routes.put(new Policy.Route("us", "eu"), 5_000L);
        policy.routes.put(new Policy.Route("eu", "ap"), 0L);
        policy.accepts.put(STRICT_FEED, Set.of("nowhere"));
        policy.scope("first", TestingPolicy.origins("us"));
        if (choice.gap != Gap.SCOPE) {
            policy.scope("second", Policy.Match.ALL).action("second", choice.second);
            policy.retry("second", retry(choice.peril));
        }
        policy.action("first", choice.first).retry("first", retry(choice.peril));
        if (!choice.merging) {
            policy.notMerging("first");
        }
        if (choice.gap == Gap.REGION) {
            policy.regions.remove("eu");
        } else if (choice.gap == Gap.NAMESPACE) {
            policy.namespaces.clear();
        }
        return policy.build();
    }

    private static Policy.Retry retry(History.Peril peril) {
        return new Policy.Retry(
                1_000,
                2,
                60_000,
                0.2,
                peril == History.Peril.ATTEMPTS ? 1 : 0,
                peril == History.Peril.AGE ? 60_000 : 0);
    }
}
