package org.entropyrepair.flow.repair;

import java.util.HashMap;
import java.util.Map;
import org.entropyrepair.core.reconcile.Policy;

/**
 * What is pending, by target and namespace. Namespaces which the config does not name are counted
 * as one, and so are regions that are not this job's. Task thread only.
 */
final class Standings {
    private final Map<String, Map<String, Standing>> byTarget = new HashMap<>();
    private final Standing strangers = new Standing(0);

    /** Nothing is pending; namespaces are those of the policy that the job starts with. */
    Standings(Iterable<String> targets, Policy policy) {
        for (String target : targets) {
            Map<String, Standing> byNamespace = new HashMap<>();
            policy.namespaces()
                    .forEach(
                            (name, rule) ->
                                    byNamespace.put(name, new Standing(rule.putAgeMillisMax())));
            byNamespace.put(RepairMetrics.STRANGERS, new Standing(0));
            byTarget.put(target, byNamespace);
        }
    }

    /** Of one namespace at one target. */
    Standing of(String target, String namespace) {
        Map<String, Standing> byNamespace = byTarget.get(target);
        if (byNamespace == null) {
            return strangers;
        }
        Standing known = byNamespace.get(namespace);
        return known == null ? byNamespace.getOrDefault(RepairMetrics.STRANGERS, strangers) : known;
    }

    /** Of all namespaces at a target. */
    Map<String, Standing> at(String target) {
        return byTarget.getOrDefault(target, Map.of());
    }
}
