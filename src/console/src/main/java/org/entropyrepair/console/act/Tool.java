package org.entropyrepair.console.act;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entropyrepair.cli.EntropyRepair;

/**
 * The operator's tool, run within this process: what the page shows of a letter and whatever it
 * changes, it does by the very commands that a person would type. The environment gives no
 * defaults, so that what was asked for on the page is all that is done. Safe for use by several
 * threads.
 */
public final class Tool {
    private static final int WORDS = 2;

    private final String config;

    /**
     * The tool with a config.
     *
     * @param config path of the region config
     */
    public Tool(String config) {
        this.config = config;
    }

    /**
     * What came of a command.
     *
     * @param code exit code: 0 done, 1 failed, 2 used wrongly
     * @param results lines of JSON
     * @param said lines for people: progress and errors
     */
    public record Ran(int code, List<String> results, List<String> said) {
        /** Keeps copies. */
        public Ran {
            results = List.copyOf(results);
            said = List.copyOf(said);
        }
    }

    /**
     * Runs a command that takes {@code --config} and {@code --json}; waits for its end.
     *
     * @param command its two words, then what it is told, where after {@code --} no option can
     *     stand
     */
    public Ran run(List<String> command) {
        List<String> line = new ArrayList<>(command);
        line.addAll(WORDS, List.of("--config", config, "--json"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintWriter results = new PrintWriter(out);
        PrintWriter said = new PrintWriter(err);
        int code =
                EntropyRepair.commands(Map.of(), results, said)
                        .execute(line.toArray(String[]::new));
        results.flush();
        said.flush();
        return new Ran(code, out.toString().lines().toList(), err.toString().lines().toList());
    }
}
