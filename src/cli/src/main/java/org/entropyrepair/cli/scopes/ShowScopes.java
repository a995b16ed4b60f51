package org.entropyrepair.cli.scopes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.Scope;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.core.model.ConfigAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what is in force. */
@Command(
        name = "show",
        description = {
            "Show which scopes are in force at a running job, in their order.",
            "What is pending in each is the job's metric scope.NAME.pending."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair scopes show --config region.yaml",
            "  entropy-repair scopes show --config region.yaml --json"
        })
final class ShowScopes implements Callable<Integer> {
    @Mixin private final ScopesOptions options = new ScopesOptions();
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() {
        ConfigAnswer standing =
                options.topics()
                        .standing()
                        .orElseThrow(
                                () ->
                                        new Failed(
                                                "job "
                                                        + options.job()
                                                        + ": has not said what is in force"
                                                        + " (expected: that it runs, with this"
                                                        + " configTopic and under this name)"));
        String config = standing.config();
        Map<String, Object> fields = Proposing.fields(standing);
        if (config == null) {
            output.object(fields);
            throw new Failed("nothing is in force, everything pauses:\n" + standing.reason());
        }
        RegionConfig inForce =
                RegionConfigReader.read("config in force", config, Secrets.unresolved()).orThrow();
        List<Map<String, Object>> scopes = new ArrayList<>();
        output.text(
                "job %s, revision %d, since %s"
                        .formatted(
                                standing.job(),
                                standing.revision(),
                                Instant.ofEpochMilli(standing.atMillis())));
        for (Scope scope : inForce.scopes()) {
            output.text(
                    "  %-30s %-8s %s"
                            .formatted(
                                    scope.name(),
                                    scope.action().word(),
                                    scope.maxWritesPerSecond() == 0
                                            ? "no limit"
                                            : scope.maxWritesPerSecond() + " writes/s per target"));
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", scope.name());
            one.put("action", scope.action().word());
            one.put("maxWritesPerSecond", scope.maxWritesPerSecond());
            scopes.add(one);
        }
        fields.put("scopes", scopes);
        output.object(fields);
        return 0;
    }
}
