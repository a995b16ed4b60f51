package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The commands that the pages of the documentation show, each to be taken out once by whoever runs
 * it. A block of code without a language is commands: a line each, unless it ends in a backslash.
 */
final class ShownCommands {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")));

    /** Generated from the help, whose examples are parsed by {@link ReferenceTest}. */
    private static final Path GENERATED = Path.of("src/docs/cli.md");

    private final Map<String, List<String>> leftByPage = new TreeMap<>();

    private ShownCommands() {}

    /** All that the pages show now. */
    static ShownCommands read() throws IOException {
        ShownCommands shown = new ShownCommands();
        for (Path page : pages()) {
            List<String> commands = commands(Files.readString(ROOT.resolve(page)));
            if (!commands.isEmpty()) {
                shown.leftByPage.put(page.getFileName().toString(), commands);
            }
        }
        return shown;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        for (String folder : List.of("src/docs", "src/deploy")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(ROOT::relativize)
                        .filter(page -> !page.equals(GENERATED))
                        .forEach(pages::add);
            }
        }
        return pages;
    }

    /** Those of a text, without comments, in their order. */
    static List<String> commands(String text) {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        boolean inside = false;
        boolean shown = false;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("```")) {
                inside = !inside;
                shown = inside && line.equals("```");
            } else if (shown) {
                boolean goesOn = line.endsWith("\\");
                command.append(goesOn ? line.substring(0, line.length() - 1) : line);
                if (!goesOn) {
                    commands.add(command.toString().replaceFirst("\\s+# .*", "").strip());
                    command.setLength(0);
                }
            }
        }
        return commands;
    }

    /** The first command of a page, of those that nobody has taken, that begins so. */
    String take(String page, String beginning) {
        List<String> left = leftByPage.getOrDefault(page, List.of());
        String command =
                left.stream()
                        .filter(one -> one.startsWith(beginning))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new AssertionError(
                                                "%s: no command begins with %s, of %s"
                                                        .formatted(page, beginning, left)));
        left.remove(command);
        return command;
    }

    /** Takes all that begin so, on whatever page. */
    List<String> takeAll(String beginning) {
        List<String> taken = new ArrayList<>();
        for (List<String> left : leftByPage.values()) {
            left.stream().filter(one -> one.startsWith(beginning)).forEach(taken::add);
            left.removeIf(one -> one.startsWith(beginning));
        }
        return taken;
    }

    /** Fails, with their pages, for all that nobody has taken. */
    void assertAllWereTaken() {
        leftByPage.forEach(
                (page, left) ->
                        assertThat(left)
                                .as("shown in %s, and run by no test: DocumentedCommandsTest", page)
                                .isEmpty());
    }
}
