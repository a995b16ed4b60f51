package org.entropyrepair.cli.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.Scope;
import org.entropyrepair.config.yaml.Durations;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Policy;

/** Which guards will end a repair that still waits, and when, by the config. Pure. */
final class Endings {
    private final RegionConfig config;
    private final Policy policy;

    Endings(RegionConfig config) {
        this.config = config;
        this.policy = PolicyMapper.policyOf(config);
    }

    /** One line for each guard that may end it; none for what has ended. */
    List<String> of(Outcome outcome) {
        List<String> endings = new ArrayList<>();
        Cell cell = outcome.cell();
        if (outcome.state().isEnd() || cell == null) {
            return endings;
        }
        ofTime(cell, outcome, endings);
        config.scope(outcome.scope())
                .ifPresentOrElse(
                        scope -> ofScope(scope.retry(), outcome, endings),
                        () ->
                                endings.add(
                                        "UNKNOWN_… or NO_SCOPE at "
                                                + Instant.ofEpochMilli(
                                                        outcome.sinceMillis()
                                                                + config.unknownKept().toMillis())
                                                + " unless the config comes to know it"));
        return endings;
    }

    private void ofTime(Cell cell, Outcome outcome, List<String> endings) {
        Version version = outcome.version();
        Policy.NamespaceRule namespace = policy.namespaces().get(cell.namespace());
        if (version == null || version.isDelete() || namespace == null) {
            return;
        }
        long window =
                Math.floorDiv(version.token().generatedAtMicros(), 1000L)
                        + namespace.putAgeMillisMax();
        long expiry = version.expires() ? version.expiresAtMicros() / 1000 : Long.MAX_VALUE;
        endings.add(
                expiry < window
                        ? "expired at "
                                + Instant.ofEpochMilli(expiry)
                                + ", then written as a delete"
                        : "TOMBSTONE_WINDOW after " + Instant.ofEpochMilli(window));
    }

    private static void ofScope(Scope.Retry retry, Outcome outcome, List<String> endings) {
        if (retry.maxAttempts() > 0) {
            endings.add(
                    "ATTEMPTS_EXHAUSTED after %d of %d attempts"
                            .formatted(outcome.attempts(), retry.maxAttempts()));
        }
        if (!retry.maxAge().isZero()) {
            endings.add(
                    "AGE_EXHAUSTED after "
                            + Durations.format(retry.maxAge())
                            + " in which its target answered");
        }
    }
}
