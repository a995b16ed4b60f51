package org.entropyrepair.cli.savepoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.entropyrepair.config.PolicyMapper;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.yaml.Problem;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.flow.savepoint.LeftBehind;
import org.entropyrepair.flow.savepoint.PendingRepair;
import org.entropyrepair.flow.savepoint.PendingSummary;
import org.entropyrepair.flow.savepoint.Savepoint;
import org.entropyrepair.flow.savepoint.TopicPosition;
import org.entropyrepair.jobs.JobUids;
import org.entropyrepair.jobs.SavepointChecks;
import org.jspecify.annotations.Nullable;

/**
 * What a savepoint holds, and how a config would take it.
 *
 * @param savepoint the savepoint
 * @param topics how far the failure topics had been read
 * @param pending what is pending, counted
 * @param some the first repairs, as many as were asked for
 * @param leftBehind what a job with the config would not take over; null without a config
 * @param problems why such a job would not start from it
 */
record Contents(
        Savepoint savepoint,
        List<TopicPosition> topics,
        PendingSummary pending,
        List<PendingRepair> some,
        @Nullable LeftBehind leftBehind,
        List<Problem> problems) {

    /**
     * Reads it.
     *
     * @param limit how many repairs are wanted one by one
     * @throws IOException if it cannot be read; the message says why
     */
    static Contents read(String path, @Nullable RegionConfig config, int limit) throws IOException {
        Savepoint savepoint = Savepoint.open(path);
        PendingSummary.Counter counter = new PendingSummary.Counter(scopes(config));
        List<PendingRepair> some = new ArrayList<>();
        savepoint.pending(
                edge -> {
                    counter.add(edge);
                    edge.stream().limit(limit - some.size()).forEach(some::add);
                });
        PendingSummary pending = counter.done();
        return new Contents(
                savepoint,
                savepoint.topics(),
                pending,
                some,
                config == null
                        ? null
                        : LeftBehind.of(
                                savepoint.operators(),
                                pending,
                                JobUids.of(config),
                                config.regions().keySet()),
                config == null ? List.of() : SavepointChecks.problems(config, savepoint));
    }

    private static Function<PendingRepair, String> scopes(@Nullable RegionConfig config) {
        if (config == null) {
            return repair -> "";
        }
        Policy policy = PolicyMapper.policyOf(config);
        return repair ->
                policy.scopeOf(
                                        repair.subject(),
                                        repair.cell().namespace(),
                                        repair.origin(),
                                        repair.target())
                                instanceof Policy.Scoping.Scoped scoped
                        ? scoped.scope().name()
                        : "";
    }
}
