package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide to the logs has every line of the source, and no other. */
class LogsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("entropyrepair.root"));
    private static final Path PAGE = ROOT.resolve("src/docs/logs.md");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A call with a text in one or more pieces. */
    private static final Pattern CALL =
            Pattern.compile(
                    "LOG\\s*\\.\\s*(info|warn|error)\\(\\s*((?:"
                            + LITERAL.pattern()
                            + "\\s*\\+?\\s*)+)");

    private static final Pattern ANY_CALL = Pattern.compile("LOG\\s*\\.\\s*(info|warn|error)\\(");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (\\w+) \\| `([^`]+)` \\| `([^`]+)` \\| ([^|]+) \\|$");

    private record Line(String level, String logger, String text) {}

    @Test
    void eachLineOfTheSourceIsInTheGuide() throws IOException {
        List<Line> said = new ArrayList<>();
        for (String module : List.of("src/flow", "jobs", "sinks")) {
            for (Path file : sources(ROOT.resolve(module))) {
                said.addAll(linesOf(file));
            }
        }
        List<Line> explained =
                ROW.matcher(Files.readString(PAGE))
                        .results()
                        .map(row -> new Line(row.group(1), row.group(2), row.group(3)))
                        .toList();
        assertThat(explained).doesNotHaveDuplicates();
        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(said.stream().distinct().toList());
    }

    @Test
    void runbooksThatItNamesAreThere() throws IOException {
        String runbooks = Files.readString(ROOT.resolve("src/docs/runbooks.md"));
        List<String> named =
                Pattern.compile("runbook `(\\w+)`")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(named).isNotEmpty();
        named.forEach(name -> assertThat(runbooks).contains("\n## " + name + "\n"));
    }

    private static List<Line> linesOf(Path file) throws IOException {
        String text = Files.readString(file);
        String name = file.toString().replaceFirst(".*/org/entropyrepair/", "");
        String logger = name.substring(0, name.length() - ".java".length()).replace('/', '.');
        List<Line> lines = new ArrayList<>();
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            String line =
                    LITERAL.matcher(call.group(2))
                            .results()
                            .map((MatchResult piece) -> piece.group(1))
                            .collect(Collectors.joining());
            lines.add(new Line(call.group(1).toUpperCase(Locale.ROOT), logger, line));
        }
        assertThat(lines)
                .as("calls in %s (expected: each begins with its text)", file)
                .hasSize((int) ANY_CALL.matcher(text).results().count());
        return lines;
    }

    private static List<Path> sources(Path module) throws IOException {
        try (Stream<Path> files = Files.walk(module)) {
            return files.filter(file -> file.toString().matches(".*/src/main/.*\\.java")).toList();
        }
    }
}
