package org.entropyrepair.cli.savepoint;

import picocli.CommandLine.Command;

/** The commands about savepoints. */
@Command(
        name = "savepoint",
        description = "Look into savepoints and checkpoints.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = Inspect.class,
        footer = {"", "Example:", "  entropy-repair savepoint inspect /savepoints/savepoint-4f1c"})
public final class SavepointCommands {
    /** For the command line. */
    public SavepointCommands() {}
}
