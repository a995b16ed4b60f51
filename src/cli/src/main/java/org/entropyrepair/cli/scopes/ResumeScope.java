package org.entropyrepair.cli.scopes;

import java.util.concurrent.Callable;
import org.entropyrepair.cli.frame.Failed;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.Scope;
import org.entropyrepair.config.yaml.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes the action of one scope, and nothing else of what is in force. */
@Command(
        name = "resume",
        description =
                "Let a paused scope of a running job repair again, as fast as its rate allows.",
        footer = {"", "Example:", "  entropy-repair scopes resume --config region.yaml follows"})
final class ResumeScope implements Callable<Integer> {
    @Mixin private final ActionChange change = new ActionChange();

    @Override
    public Integer call() {
        change.to(Scope.Action.REPAIR, "resumed", ResumeScope::mustBePaused);
        return 0;
    }

    private static void mustBePaused(String inForce, String name) {
        Scope.Action action =
                RegionConfigReader.read("config in force", inForce, Secrets.unresolved())
                        .orThrow()
                        .scope(name)
                        .orElseThrow()
                        .action();
        if (action != Scope.Action.PAUSE) {
            throw new Failed(
                    "scope " + name + ": " + action.word() + " (expected: pause, to be resumed)");
        }
    }
}
