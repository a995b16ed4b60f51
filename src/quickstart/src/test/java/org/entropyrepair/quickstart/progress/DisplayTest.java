package org.entropyrepair.quickstart.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.entropyrepair.quickstart.progress.Display.Region;
import org.entropyrepair.quickstart.progress.Display.Status;
import org.junit.jupiter.api.Test;

class DisplayTest {
    private static final Status STATUS =
            new Status(
                    12,
                    "tearing",
                    1_500,
                    4_000,
                    30,
                    2,
                    List.of(
                            new Region("us-east-1", false, 10, 11, 12, 1_300),
                            new Region("eu-west-1", true, 20, 21, 0, 0)));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aTerminalSeesOneLineForEachRegionInThePlaceOfThoseBefore() {
        Display display = new Display(out, 100);
        display.show(STATUS);
        display.show(STATUS);

        String once =
                "  12 s  tearing: 1,500 edges, divergent cells 30 of 4,000, dead letters 2\n"
                        + "  us-east-1  up   divergent       10  pending       11"
                        + "  repaired    1,300      12/s\n"
                        + "  eu-west-1  DOWN divergent       20  pending       21"
                        + "  repaired        0       0/s\n";
        assertThat(text()).isEqualTo(once + "\u001b[3A\u001b[J" + once);
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        new Display(out, 40).show(STATUS);

        assertThat(text().lines()).allMatch(line -> line.length() < 40);
    }

    @Test
    void elsewhereThereAreNowAndThenPlainLines() {
        Display display = new Display(out, 0);
        display.show(STATUS);
        display.show(STATUS);
        display.say("said");

        assertThat(text())
                .isEqualTo(
                        "  12 s  tearing, 1500 edges, divergent 30 of 4000, dead letters 2;"
                                + " us-east-1 pending 11, repaired 12/s;"
                                + " eu-west-1 (down) pending 21, repaired 0/s\nsaid\n");
    }

    @Test
    void afterTheEndOnlyWhatIsSaidIsShown() {
        Display display = new Display(out, 100);
        display.end();
        display.show(STATUS);
        display.say("said");

        assertThat(text()).isEqualTo("said\n");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
