package org.entropyrepair.cli.frame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command says: results on standard output, as text or with {@code --json} as one JSON
 * object a line; progress and errors on standard error.
 */
public final class Output {
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--json",
            fallbackValue = "true",
            description = "Say it as one JSON object a line.")
    private boolean json;

    /** Whether results are JSON. */
    public boolean isJson() {
        return json;
    }

    /** A result for people; nothing with {@code --json}. */
    public void text(String line) {
        if (!json) {
            command.commandLine().getOut().println(line);
        }
    }

    /**
     * A result for programs, its fields in the order of the map; nothing without {@code --json}.
     */
    public void object(Map<String, ?> fields) {
        if (json) {
            command.commandLine().getOut().println(write(fields));
        }
    }

    /** Something on the way to the result, for people. */
    public void progress(String line) {
        command.commandLine().getErr().println(line);
        command.commandLine().getErr().flush();
    }

    private static String write(Map<String, ?> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("output: not JSON", bug);
        }
    }
}
