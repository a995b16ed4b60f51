package org.entropyrepair.cli.frame;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.entropyrepair.flow.topic.TopicTrouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, a line for each thing, and with which exit code that ends. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Map<String, String> environment;

    Errors(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        StringBuilder line = new StringBuilder(name).append(": ").append(oneLine(wrong));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> meant = unmatched.getSuggestions();
            line.append(meant.isEmpty() ? "" : " (did you mean " + String.join(", ", meant) + "?)");
        }
        line.append(source(wrong.getArgSpec(), List.of(arguments)));
        line.append("; see ").append(name).append(" --help");
        say(command, line.toString());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        if (failure instanceof Failed || failure instanceof TopicTrouble) {
            say(command, String.valueOf(failure.getMessage()));
        } else {
            say(command, name + ": failed unexpectedly, which is a bug of entropy-repair");
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Where a wrong value came from, if nobody typed it. */
    private String source(@Nullable ArgSpec argument, List<String> arguments) {
        if (argument == null) {
            return "";
        }
        return EnvironmentDefaults.variable(argument)
                .filter(environment::containsKey)
                .filter(variable -> arguments.stream().noneMatch(typed -> names(argument, typed)))
                .map(variable -> ", from the environment: " + variable)
                .orElse("");
    }

    private static boolean names(ArgSpec argument, String typed) {
        return argument.isOption()
                && List.of(((CommandLine.Model.OptionSpec) argument).names())
                        .contains(typed.replaceFirst("=.*", ""));
    }

    private static String oneLine(ParameterException wrong) {
        return String.valueOf(wrong.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    private static void say(CommandLine command, String text) {
        PrintWriter err = command.getErr();
        err.println(text);
        err.flush();
    }
}
