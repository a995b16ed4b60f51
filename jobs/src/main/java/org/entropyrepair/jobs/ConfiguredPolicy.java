package org.entropyrepair.jobs;

import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.flow.repair.PolicyReader;

/** Reads the policy out of a config's text, where the tasks run; needs no secret there. */
final class ConfiguredPolicy implements PolicyReader {
    private static final long serialVersionUID = 1L;

    @Override
    public Policy read(String text) {
        return PolicyMapper.policyOf(text, PolicyMapper.LEASE);
    }
}
