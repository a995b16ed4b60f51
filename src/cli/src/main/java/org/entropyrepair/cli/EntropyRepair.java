package org.entropyrepair.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.entropyrepair.cli.cluster.Status;
import org.entropyrepair.cli.cluster.Submit;
import org.entropyrepair.cli.cluster.Upgrade;
import org.entropyrepair.cli.explain.Explain;
import org.entropyrepair.cli.frame.Shell;
import org.entropyrepair.cli.letters.DeadLetters;
import org.entropyrepair.cli.savepoint.SavepointCommands;
import org.entropyrepair.cli.scopes.Scopes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code bin/entropy-repair}. */
@Command(
        name = EntropyRepair.NAME,
        description = "Looks after the repair of a multi-region graph.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Validate.class,
            Submit.class,
            Status.class,
            Upgrade.class,
            Scopes.class,
            Explain.class,
            DeadLetters.class,
            SavepointCommands.class,
            Completion.class
        },
        footer = {
            "",
            "Every option may also come from the environment: --dead-letters-topic from"
                    + " ENTROPY_REPAIR_DEAD_LETTERS_TOPIC. The command line wins over the"
                    + " environment, the environment over the region config, that over defaults.",
            "Exit codes: 0 done, 1 failed, 2 used wrongly. Errors go to standard error.",
            "",
            "Example:",
            "  entropy-repair validate region.yaml"
        })
public final class EntropyRepair {
    /** What it is called on the command line. */
    static final String NAME = "entropy-repair";

    private EntropyRepair() {}

    /**
     * All commands, ready to run.
     *
     * @param more annotated commands of other modules
     */
    public static CommandLine commands(
            Map<String, String> environment, PrintWriter out, PrintWriter err, Object... more) {
        CommandSpec root = CommandSpec.forAnnotatedObject(new EntropyRepair());
        for (Object one : more) {
            CommandSpec command = CommandSpec.forAnnotatedObject(one);
            root.addSubcommand(command.name(), command);
        }
        return Shell.of(root, environment, out, err);
    }

    /** All commands of this module, ready to run. */
    static CommandLine commands(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return commands(environment, out, err, new Object[0]);
    }
}
