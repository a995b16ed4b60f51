package org.entropyrepair.cli.frame;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A tree of commands made ready to run.
 *
 * <ol>
 *   <li>Values of options come from the first of: the command line, the environment ({@code
 *       ENTROPY_REPAIR_…}), the region config where the option is about something that it says, the
 *       default.
 *   <li>Results go to standard output, all else to standard error.
 *   <li>Exit codes: 0 done, 1 failed, 2 used wrongly.
 * </ol>
 */
public final class Shell {
    private static final int WIDTH = 100;

    private Shell() {}

    /**
     * Makes a tree ready.
     *
     * @param root the annotated root command
     * @param environment environment variables
     * @param out for results
     * @param err for progress and errors
     */
    public static CommandLine of(
            Object root, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine commands = new CommandLine(root);
        addHelp(commands);
        Errors errors = new Errors(environment);
        return commands.registerConverter(Duration.class, new Values.OfDuration())
                .registerConverter(Instant.class, new Values.OfInstant())
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setUsageHelpWidth(WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err);
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Say how this is used.")
                                .build());
        command.getSubcommands().values().forEach(Shell::addHelp);
    }
}
