package org.entropyrepair.cli.frame;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/**
 * How a command ended in a test.
 *
 * @param code its exit code
 * @param out what it said on standard output
 * @param err what it said on standard error
 */
public record Ran(int code, String out, String err) {
    /** Makes a tree of commands that speaks to these writers. */
    public interface Commands {
        /** The tree. */
        CommandLine of(Map<String, String> environment, PrintWriter out, PrintWriter err);
    }

    /** Runs a line. */
    public static Ran of(Commands commands, Map<String, String> environment, String... line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintWriter printed = new PrintWriter(out, true);
        int code = commands.of(environment, printed, new PrintWriter(err, true)).execute(line);
        printed.flush();
        return new Ran(code, out.toString(), err.toString());
    }
}
