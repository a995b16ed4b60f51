package org.entropyrepair.cli.letters;

import picocli.CommandLine.Command;

/** The commands about dead letters. */
@Command(
        name = "dead-letters",
        description = {
            "Look through the dead letters, send them back, or set them aside.",
            "Reads the dead-letter topic that the region config names, from its beginning to its end"
                    + " as of now. However often a letter was delivered, it counts once. What has"
                    + " been dealt with is marked on a compacted topic beside it."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListLetters.class,
            ShowLetters.class,
            RedriveLetters.class,
            DiscardLetters.class
        },
        footer = {"", "Example:", "  entropy-repair dead-letters list --config region.yaml"})
public final class DeadLetters {}
