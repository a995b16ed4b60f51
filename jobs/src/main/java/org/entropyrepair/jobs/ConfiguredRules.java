package org.entropyrepair.jobs;

import java.util.List;
import java.util.stream.Collectors;
import org.entropyrepair.config.ConfigReading;
import org.entropyrepair.config.HotParts;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.PolicyChange;
import org.entropyrepair.flow.revision.RevisionRules;
import org.jspecify.annotations.Nullable;

/** Judges revisions as region configs, where the tasks run; needs no secret there. */
final class ConfiguredRules implements RevisionRules {
    private static final long serialVersionUID = 1L;

    @Override
    public void check(String file, String revision) {
        read(revision).orThrow();
        List<Problem> differences = HotParts.needUpgrade(file, revision);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    differences.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
    }

    @Override
    public boolean discardsMore(@Nullable String before, String after) {
        Policy next = PolicyMapper.policyOf(after, PolicyMapper.LEASE);
        return before == null
                ? next.scopes().stream().anyMatch(s -> s.action() == Policy.Action.DISCARD)
                : new PolicyChange(PolicyMapper.policyOf(before, PolicyMapper.LEASE), next)
                        .discardsMore();
    }

    @Override
    public String onto(String file, String stored) {
        if (read(stored) instanceof ConfigReading.Accepted
                && HotParts.needUpgrade(file, stored).isEmpty()) {
            return stored;
        }
        String merged = HotParts.onto(file, stored);
        read(merged).orThrow();
        return merged;
    }

    private static ConfigReading read(String text) {
        return RegionConfigReader.read("revision", text, Secrets.unresolved());
    }
}
