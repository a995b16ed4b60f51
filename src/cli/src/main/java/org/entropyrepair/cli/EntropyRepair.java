package org.entropyrepair.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

    /** All commands, ready to run. */
    static CommandLine commands(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return Shell.of(new EntropyRepair(), environment, out, err);
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = commands(System.getenv(), out, err).execute(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }
}
