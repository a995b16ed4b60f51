package org.entropyrepair.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureFileTest {
    private static final int BYTES_MAX = 10;

    @TempDir Path folder;

    @Test
    void aLineIsARecordAndABlankOneIsNone() throws Exception {
        FailureFile file = read("{}\n\n \t\r\n{\"a\":1}\r\nlast");

        assertThat(file.lines())
                .extracting(
                        FailureFile.Line::number,
                        line -> new String(line.value(), StandardCharsets.UTF_8))
                .containsExactly(tuple(1, "{}"), tuple(4, "{\"a\":1}"), tuple(5, "last"));
    }

    @Test
    void whatIsNotTextStaysAsItIs() throws Exception {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3};
        Path path = Files.write(folder.resolve("f"), bytes);

        assertThat(FailureFile.read(path, BYTES_MAX).lines())
                .singleElement()
                .satisfies(line -> assertThat(line.value()).isEqualTo(bytes));
    }

    @Test
    void aFileThatIsMissingOrEmptyIsRefused() throws Exception {
        Path missing = folder.resolve("none");
        assertThatThrownBy(() -> FailureFile.read(missing, BYTES_MAX))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        missing + ": missing (expected: a file with a failure record per line)");
        assertThatThrownBy(() -> FailureFile.read(folder, BYTES_MAX))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not readable");
        assertThatThrownBy(() -> read("\n\n"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no record (expected: a failure record per line)");
    }

    @Test
    void aLineThatTheBrokerDoesNotTakeIsNamed() {
        assertThatThrownBy(() -> read("{}\n12345678901\n"))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        folder.resolve("f")
                                + ":2: 11 bytes"
                                + " (expected: at most 10, which is what the local broker takes)");
    }

    private FailureFile read(String text) throws Exception {
        Path path = Files.write(folder.resolve("f"), text.getBytes(StandardCharsets.UTF_8));
        return FailureFile.read(path, BYTES_MAX);
    }
}
