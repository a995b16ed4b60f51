package org.entropyrepair.cli.cluster;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.entropyrepair.cli.EntropyRepair;

/** The tool as a process of its own, for tests that kill it. */
final class ToolMain {
    private ToolMain() {}

    /** Runs one command. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(
                EntropyRepair.commands(System.getenv(), out, err, new Object[0])
                        .execute(arguments));
    }
}
