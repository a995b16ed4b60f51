package org.entropyrepair.cli.scopes;

import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.cli.frame.Output;
import org.entropyrepair.config.HotParts;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.Scope;
import org.entropyrepair.config.yaml.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the action of one scope, and nothing else of what is in force. */
@Command(
        name = "resume",
        description =
                "Let a paused scope of a running job repair again, as fast as its rate allows.",
        footer = {"", "Example:", "  entropy-repair scopes resume --config region.yaml follows"})
final class ResumeScope implements Callable<Integer> {
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
            changed = HotParts.withAction(inForce, name, Scope.Action.REPAIR);
        } catch (IllegalArgumentException unknown) {
            throw new Failed(String.valueOf(unknown.getMessage()), unknown);
        }
        if (scope(inForce).action() != Scope.Action.PAUSE) {
            throw new Failed(
                    "scope "
                            + name
                            + ": "
                            + scope(inForce).action().word()
                            + " (expected: pause, to be resumed)");
        }
        new Proposing(topics, options.job(), output).propose(changed, null, "resumed " + name);
        return 0;
    }

    private Scope scope(String config) {
        return RegionConfigReader.read("config in force", config, Secrets.unresolved())
                .orThrow()
                .scope(name)
                .orElseThrow();
    }
}
