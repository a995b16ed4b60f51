package org.entropyrepair.console;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.entropyrepair.cli.EntropyRepair;
import picocli.CommandLine;

/**
 * The command {@code bin/entropy-repair}: the operator's tool with the console among its commands.
 */
public final class Main {
    private Main() {}

    /** All commands, ready to run. */
    static CommandLine commands(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return EntropyRepair.commands(environment, out, err, new ConsoleCommand());
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
