package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.entropyrepair.cli.frame.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command teaches, and its examples are true. */
class HelpTest {
    private static final String EXAMPLE = "  entropy-repair ";

    @TempDir Path folder;

    static Stream<CommandSpec> commands() {
        return below(root().getCommandSpec());
    }

    private static Stream<CommandSpec> below(CommandSpec command) {
        return Stream.concat(
                Stream.of(command),
                command.subcommands().values().stream()
                        .flatMap(one -> below(one.getCommandSpec())));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItDoesAndShowsAnExampleThatParses(CommandSpec command) {
        assertThat(command.usageMessage().description()).isNotEmpty();
        List<String> examples =
                Arrays.stream(command.usageMessage().footer())
                        .filter(line -> line.startsWith(EXAMPLE))
                        .map(line -> line.substring(EXAMPLE.length()).replaceFirst(" [|>].*", ""))
                        .toList();
        assertThat(examples).as("examples of " + command.qualifiedName()).isNotEmpty();
        for (String example : examples) {
            assertThatCode(() -> root().parseArgs(example.split(" ")))
                    .as(example)
                    .doesNotThrowAnyException();
            assertThat(EXAMPLE.strip() + " " + example + " ")
                    .startsWith(command.qualifiedName() + " ");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionAndArgumentIsDescribed(CommandSpec command) {
        assertThat(command.args())
                .allSatisfy(
                        argument ->
                                assertThat(argument.description())
                                        .as(argument.toString())
                                        .isNotEmpty());
    }

    /** Otherwise a flag that the environment sets would be unset by typing it. */
    @ParameterizedTest
    @MethodSource("commands")
    void everyFlagIsSetByTypingIt(CommandSpec command) {
        assertThat(command.options().stream().filter(HelpTest::isFlag))
                .allSatisfy(flag -> assertThat(flag.fallbackValue()).isEqualTo("true"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsAResultAndNoError(CommandSpec command) {
        String[] line = (command.qualifiedName() + " --help").split(" ");
        Ran ran =
                Ran.of(EntropyRepair::commands, Map.of(), Arrays.copyOfRange(line, 1, line.length));
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("Usage: " + command.qualifiedName());
    }

    @Test
    void bashTakesTheCompletionAndKnowsTheCommandsByIt() throws Exception {
        Ran ran = Ran.of(EntropyRepair::commands, Map.of(), "completion");
        assertThat(ran.code()).isZero();
        Path script = Files.writeString(folder.resolve("completion"), ran.out());
        Path said = folder.resolve("said");
        String ask =
                "source "
                        + script
                        + "; COMP_WORDS=(entropy-repair va); COMP_CWORD=1;"
                        + " _complete_entropy-repair; echo \"${COMPREPLY[@]}\"";
        Process bash =
                new ProcessBuilder("bash", "-c", ask)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(said).strip()).isEqualTo("validate");
    }

    private static boolean isFlag(ArgSpec argument) {
        return argument instanceof OptionSpec option
                && option.type() == boolean.class
                && !option.usageHelp();
    }

    private static CommandLine root() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return EntropyRepair.commands(Map.of(), nowhere, nowhere);
    }
}
