package org.entropyrepair.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what bash needs to complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Print a script with which bash and zsh complete commands and options.",
            "Put it into a file that your shell reads when it starts."
        },
        footer = {"", "Example:", "  entropy-repair completion > ~/.entropy-repair-completion"})
final class Completion implements Runnable {
    @Spec private CommandSpec command = CommandSpec.create();

    @Override
    public void run() {
        command.commandLine()
                .getOut()
                .print(AutoComplete.bash(EntropyRepair.NAME, command.root().commandLine()));
    }
}
