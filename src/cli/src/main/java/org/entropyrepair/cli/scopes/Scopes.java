package org.entropyrepair.cli.scopes;

import picocli.CommandLine.Command;

/** The commands {@code scopes}. */
@Command(
        name = "scopes",
        description = {
            "Show and change what is repaired how, while the job runs.",
            "Needs a configTopic in the region config. What may change: scopes, replicationLag,"
                    + " clock.maxDrift and clock.maxWait; all else needs a savepoint upgrade."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ShowScopes.class, ApplyScopes.class, PauseScope.class, ResumeScope.class},
        footer = {"", "Example:", "  entropy-repair scopes show --config region.yaml"})
public final class Scopes {}
