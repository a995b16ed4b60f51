package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The reference of all commands in the documentation is what the help says. */
class ReferenceTest {
    private static final String BEGIN = "<!-- generated from the help -->\n";
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));

    @Test
    void theReferenceSaysWhatTheHelpSays() throws Exception {
        Path page = ROOT.resolve("src/docs/cli.md");
        String text = Files.readString(page);
        assertThat(text).contains(BEGIN);
        String expected = text.substring(0, text.indexOf(BEGIN)) + BEGIN + reference();
        Path made = ROOT.resolve("src/cli/target/cli.md");
        Files.writeString(made, expected);
        assertThat(text)
                .as("%s (if the help is right, take the page from %s)", page, made)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/docs/cli.md", "src/docs/dead-letters.md"})
    void everyCommandOfTheDocumentationParses(String page) throws Exception {
        List<String> commands =
                Files.readString(ROOT.resolve(page))
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith(EntropyRepair.NAME + " "))
                        .map(line -> line.substring(EntropyRepair.NAME.length() + 1))
                        .map(line -> line.replaceFirst(" [|>].*", ""))
                        .toList();
        assertThat(commands).isNotEmpty();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        for (String command : commands) {
            assertThatCode(
                            () ->
                                    EntropyRepair.commands(Map.of(), nowhere, nowhere)
                                            .parseArgs(command.split(" ")))
                    .as(command)
                    .doesNotThrowAnyException();
        }
    }

    private static String reference() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        StringBuilder reference = new StringBuilder();
        add(EntropyRepair.commands(Map.of(), nowhere, nowhere), reference);
        return reference.toString();
    }

    private static void add(CommandLine command, StringBuilder reference) {
        reference
                .append("\n### ")
                .append(command.getCommandSpec().qualifiedName())
                .append("\n\n```\n")
                .append(command.getUsageMessage(Ansi.OFF).replaceAll("(?m)[ \t]+$", "").strip())
                .append("\n```\n");
        command.getSubcommands().values().forEach(one -> add(one, reference));
    }
}
