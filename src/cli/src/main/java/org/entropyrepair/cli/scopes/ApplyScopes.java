package org.entropyrepair.cli.scopes;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.ConfigFile;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.HotParts;
import org.entropyrepair.config.yaml.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a config in force. */
@Command(
        name = "apply",
        description = {
            "Put the scopes, lags and clock limits of a region config in force at a running job.",
            "The whole file is checked first; what in it needs a savepoint upgrade is said, and then"
                    + " nothing is changed. Waits until the job has accepted or refused it."
        },
        footer = {
            "",
            "Examples:",
            "  entropy-repair scopes apply --config region.yaml region.yaml",
            "  entropy-repair scopes apply --config region.yaml --discards 1200 next.yaml"
        })
final class ApplyScopes implements Callable<Integer> {
    @Mixin private final ScopesOptions options = new ScopesOptions();
    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "The region config to be in force.")
    private Path file = Path.of("");

    @Option(
            names = "--discards",
            paramLabel = "N",
            description =
                    "How many pending repairs it may discard: a task with more of them discards"
                            + " none. Needed where a scope discards that did not.")
    private @Nullable Long discards;

    @Override
    public Integer call() {
        String text = ConfigFile.read(file).text();
        ConfigTopics topics = options.topics();
        topics.standing()
                .map(standing -> standing.config())
                .ifPresent(
                        inForce -> {
                            List<Problem> differences = HotParts.needUpgrade(inForce, text);
                            if (!differences.isEmpty()) {
                                throw new Failed(differences);
                            }
                        });
        new Proposing(topics, options.job(), output).propose(text, discards, "applied " + file);
        return 0;
    }
}
