package org.entropyrepair.cli.scopes;

import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.HotParts;
import org.entropyrepair.config.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the action of one scope, and nothing else of what is in force. */
@Command(
        name = "pause",
        description =
                "Pause a scope of a running job: its repairs accumulate and merge, nothing is written.",
        footer = {"", "Example:", "  entropy-repair scopes pause --config region.yaml follows"})
final class PauseScope implements Callable<Integer> {
    @Mixin private final ScopesOptions options = new ScopesOptions();
    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "Name of the scope.")
    private String name = "";

    @Override
    public Integer call() {
        ConfigTopics topics = options.topics();
        String inForce = Proposing.inForce(topics, options.job());
        String changed;
        try {
            changed = HotParts.withAction(inForce, name, Scope.Action.PAUSE);
        } catch (IllegalArgumentException unknown) {
            throw new Failed(String.valueOf(unknown.getMessage()), unknown);
        }
        new Proposing(topics, options.job(), output).propose(changed, null, "paused " + name);
        return 0;
    }
}
