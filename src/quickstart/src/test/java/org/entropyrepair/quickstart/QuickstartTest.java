package org.entropyrepair.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entropyrepair.quickstart.run.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpSaysWhatCanBeAskedFor() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).isEqualTo(Options.USAGE);
    }

    @Test
    void wrongUseIsToldInOneLine() {
        assertThat(run("--store", "mysql")).isEqualTo(2);
        assertThat(text(err))
                .isEqualTo(
                        "quickstart: --store: mysql"
                                + " (expected: rocksdb, cassandra or dynamodb)\n");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedInOneLine(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(run("--exit", "--dir", file.toString())).isEqualTo(1);
        assertThat(text(err))
                .isEqualTo(
                        "quickstart: "
                                + file
                                + ": cannot be written, Not a directory"
                                + " (expected: a folder that can be; choose one with --dir)\n");
    }

    @Test
    void allProblemsOfAConfigAreListedAsTheJobListsThem(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("region.yaml"), "graph: social\nregion: {}");
        Path failures = Files.writeString(folder.resolve("f.jsonl"), "{}\n");

        assertThat(run("--failures", failures.toString(), "--config", config.toString())).isOne();

        assertThat(text(err).lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.startsWith(config + ":"))
                .anyMatch(line -> line.startsWith(config + ":2 region: unknown key (expected: "))
                .anyMatch(line -> line.startsWith(config + ":1 regions: missing (expected: "));
        assertThat(text(out)).isEmpty();
    }

    @Test
    void recordsThatAreMissingAreNamedInOneLine(@TempDir Path folder) {
        String config =
                Path.of(
                                System.getProperty("entropyrepair.root"),
                                "region-config/examples/two-regions-embedded.yaml")
                        .toString();
        String failures = folder.resolve("none.jsonl").toString();

        assertThat(run("--failures", failures, "--config", config)).isOne();
        assertThat(text(err))
                .isEqualTo(
                        failures + ": missing (expected: a file with a failure record per line)\n");
    }

    private int run(String... arguments) {
        return new Quickstart(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
