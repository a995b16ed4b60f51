package org.entropyrepair.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class MainTest {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));
    private static final String BEGIN = "<!-- what --help says; MainTest writes it -->\n";

    @TempDir private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private CommandLine commands() {
        return Main.commands(Map.of(), new PrintWriter(out), new PrintWriter(err, true));
    }

    @Test
    void theConsoleIsOneOfTheToolsCommands() {
        assertThat(commands().getSubcommands()).containsKeys("console", "explain", "dead-letters");
        assertThat(commands().execute("console", "--help")).isZero();
    }

    @Test
    void theGuideSaysWhatTheHelpSaysAndItsCommandsParse() throws Exception {
        Path page = ROOT.resolve("src/docs/console.md");
        String text = Files.readString(page);
        assertThat(text).contains(BEGIN);
        String help =
                Objects.requireNonNull(commands().getSubcommands().get("console"))
                        .getUsageMessage(Ansi.OFF)
                        .replaceAll("(?m)[ \t]+$", "")
                        .strip();
        String expected =
                text.substring(0, text.indexOf(BEGIN)) + BEGIN + "```text\n" + help + "\n```\n";
        Path made = ROOT.resolve("src/console/target/console.md");
        Files.writeString(made, expected);
        assertThat(text)
                .as("%s (if the help is right, take the page from %s)", page, made)
                .isEqualTo(expected);
        List<String> lines =
                text.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("entropy-repair "))
                        .map(line -> line.substring("entropy-repair ".length()))
                        .toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            assertThatCode(() -> commands().parseArgs(line.split(" "))).doesNotThrowAnyException();
        }
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLine() throws Exception {
        Path config =
                Files.copy(
                        ROOT.resolve("region-config/examples/two-regions-embedded.yaml"),
                        folder.resolve("c.yaml"));
        assertThat(commands().execute("console", "--config", config.toString(), "--listen", "8090"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--listen: 8090 (expected: host:port)");
        Path token = Files.writeString(folder.resolve("token"), "hunter2\n");
        assertThat(
                        commands()
                                .execute(
                                        "console",
                                        "--config",
                                        config.toString(),
                                        "--token-file",
                                        token.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("not a token").doesNotContain("hunter2");
    }

    @Test
    void tokensAreLongAndNeverTheSame() {
        assertThat(Tokens.check(Tokens.fresh())).isNotEqualTo(Tokens.fresh()).hasSize(32);
    }
}
