package org.entropyrepair.cli.scopes;

import java.util.concurrent.Callable;
import org.entropyrepair.config.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes the action of one scope, and nothing else of what is in force. */
@Command(
        name = "pause",
        description =
                "Pause a scope of a running job: its repairs accumulate and merge, nothing is written.",
        footer = {"", "Example:", "  entropy-repair scopes pause --config region.yaml follows"})
final class PauseScope implements Callable<Integer> {
    @Mixin private final ActionChange change = new ActionChange();

    @Override
    public Integer call() {
        change.to(Scope.Action.PAUSE, "paused", (inForce, name) -> {});
        return 0;
    }
}
