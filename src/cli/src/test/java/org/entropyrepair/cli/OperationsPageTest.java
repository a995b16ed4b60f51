package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every command that {@code src/docs/operations.md} shows is one. */
class OperationsPageTest {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));
    private static final Pattern BLOCK =
            Pattern.compile("^```\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyCommandParses() throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        List<String> shown = shown("bin/entropy-repair ");
        assertThat(shown).hasSizeGreaterThan(4);
        for (String line : shown) {
            String[] arguments = words(line.replace("$CLUSTER", "http://jobmanager:8081"));
            assertThatCode(
                            () ->
                                    EntropyRepair.commands(Map.of(), nowhere, nowhere)
                                            .parseArgs(arguments))
                    .as(line)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyScriptIsThere() throws IOException {
        assertThat(shown("bin/"))
                .map(line -> ROOT.resolve("bin").resolve(line.split(" ")[0]))
                .isNotEmpty()
                .allMatch(Files::isExecutable);
        assertThat(shown("bin/local-cluster "))
                .containsExactlyInAnyOrder("start", "status", "stop");
    }

    /** As a shell takes them; what is between double quotes is one. */
    private static String[] words(String line) {
        return Pattern.compile("\"([^\"]*)\"|\\S+")
                .matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toArray(String[]::new);
    }

    /** What follows after these words, in the blocks of the page. */
    private static List<String> shown(String words) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("src/docs/operations.md")));
        return block.results()
                .flatMap(found -> found.group(1).lines())
                .flatMap(
                        line ->
                                line.startsWith(words)
                                        ? Stream.of(line.substring(words.length()))
                                        : Stream.empty())
                .toList();
    }
}
