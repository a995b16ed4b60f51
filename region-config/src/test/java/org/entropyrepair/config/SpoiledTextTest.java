package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts and files that are no region config at all, or try to be more than one. */
class SpoiledTextTest {
    @TempDir Path folder;

    static Stream<Arguments> texts() {
        String aliases = "no anchors and aliases)";
        return Stream.of(
                Arguments.of("", "r.yaml:1 document: empty (expected: a region config)"),
                Arguments.of("# no\n", "r.yaml:1 document: empty (expected: a region config)"),
                Arguments.of(
                        "- a",
                        "r.yaml:1 document: a list (expected: mapping with apiVersion, graph,"
                                + " regions, namespaces, replicationLag, scopes, clock,"
                                + " deadLetters, outcomes, unknownKept, retiredRegions, maxRecordBytes,"
                                + " maxParallelism, configTopic)"),
                Arguments.of(
                        Documents.GOOD + "---\n" + Documents.GOOD,
                        "r.yaml:32 document: a second document (expected: only one)"),
                Arguments.of(
                        "a: &x [1]\nb: 2", "r.yaml:1 document: an anchor (expected: " + aliases),
                Arguments.of(
                        "a: &x 1\nb: *x",
                        "r.yaml:1 document: an anchor (expected: "
                                + aliases
                                + "\nr.yaml:2 document: an alias (expected: "
                                + aliases),
                Arguments.of(
                        "a: &x\n  - *x",
                        "r.yaml:1 document: an anchor (expected: "
                                + aliases
                                + "\nr.yaml:2 document: an alias (expected: "
                                + aliases),
                Arguments.of(
                        "graph: !!str 7\nb: !java/object {}",
                        "r.yaml:1 document: a tag (expected: no tags)\n"
                                + "r.yaml:2 document: a tag (expected: no tags)"),
                Arguments.of(
                        "a:\n  b: " + "[".repeat(40) + "]".repeat(40),
                        "r.yaml:2 document: nested deeper than 32 (expected: at most 32)"),
                Arguments.of(
                        "a: 1\nb: [2\nc: 3",
                        "r.yaml:3 document: expected ',' or ']', but got : (expected: YAML 1.2)"),
                Arguments.of(
                        "a: 1\n\tb: 2",
                        "r.yaml:2 document: found character '\\t(TAB)' that cannot start any token."
                                + " (Do not use \\t(TAB) for indentation) (expected: YAML 1.2)"),
                Arguments.of(
                        "a: 1\nb: \u0007",
                        "r.yaml:2 document: character U+0007 (expected: printable text)"),
                Arguments.of(
                        "x".repeat(1024 * 1024 + 1),
                        "r.yaml:1 document: 1048577 characters (expected: at most 1048576)"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textThatIsNoConfigIsRefused(String text, String problems) {
        assertThat(String.join("\n", Documents.problems(text))).isEqualTo(problems);
    }

    @Test
    void fileThatIsAbsentIsRefused() {
        Path file = folder.resolve("absent.yaml");
        assertThat(Documents.problems(RegionConfigReader.read(file)))
                .containsExactly(
                        file + ":1 document: NoSuchFileException (expected: readable file)");
    }

    @Test
    void fileThatIsNotTextIsRefused() throws IOException {
        Path file = folder.resolve("latin.yaml");
        Files.write(file, "graph: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Documents.problems(RegionConfigReader.read(file)))
                .containsExactly(file + ":1 document: not UTF-8 (expected: UTF-8 text)");
    }

    @Test
    void byteOrderMarkAndCarriageReturnsAreNoProblem() {
        String text = "\uFEFF" + Documents.GOOD.replace("\n", "\r\n");
        assertThat(Documents.problems(text)).isEmpty();
    }

    @Test
    void whateverIsDoneToATextTheReaderAnswers() {
        long seed = 20260122L;
        Random random = new Random(seed);
        List<String> bits =
                List.of(
                        ": ",
                        "- ",
                        "[",
                        "]",
                        "{",
                        "}",
                        "\n",
                        "  ",
                        "\"",
                        "'",
                        "#",
                        "&a",
                        "*a",
                        "|",
                        ">",
                        "?",
                        "${env:X}",
                        "!!",
                        "%",
                        "---\n",
                        "0",
                        "null",
                        "\\",
                        "\u0000",
                        ",");
        int accepted = 0;
        for (int i = 0; i < 1000; i++) {
            StringBuilder text = new StringBuilder(Documents.GOOD);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(12));
                text.replace(at, end, bits.get(random.nextInt(bits.size())));
            }
            ConfigReading reading = Documents.read(text.toString());
            accepted += reading instanceof ConfigReading.Accepted ? 1 : 0;
        }
        assertThat(accepted).as("seed " + seed).isBetween(1, 500);
    }
}
