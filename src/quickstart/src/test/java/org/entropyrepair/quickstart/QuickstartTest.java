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
