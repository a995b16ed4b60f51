package org.entropyrepair.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That benchmarks still run; what they measure here says nothing. */
@Tag("slow")
class SmokeTest {
    @Test
    void thePipelineIsComparedWithParsingAndWithStockState() throws Exception {
        List<String> cells =
                cells(
                        "| distinct |",
                        () ->
                                PipelineBenchmark.main(
                                        words(
                                                "--records 2000 --rounds 0 --hold-millis 100"
                                                        + " --run-seconds 60")));

        assertThat(cells).hasSize(14).doesNotContain("0", Table.NOTHING);
        assertThat(cells.get(10)).startsWith("median ");
    }

    @Test
    void aStepOfTheCoreIsMeasured() throws Exception {
        List<String> cells =
                cells(
                        "| reconcileLife |",
                        () ->
                                JmhBenchmark.main(
                                        words(
                                                "--only reconcileLife --forks 0 --rounds 2"
                                                        + " --round-millis 10")));

        assertThat(Double.parseDouble(cells.get(1).replace(",", ""))).isPositive();
        assertThat(Double.parseDouble(cells.get(5))).isPositive();
    }

    @Test
    void aConsoleIsAskedForEverythingThatItHasRead() throws Exception {
        List<String> cells =
                cells(
                        "| the oldest that wait for one reason | all cores are busy |",
                        () -> ConsoleBenchmark.main(words("--outcomes 900 --searches 2")));

        assertThat(cells).hasSize(7).doesNotContain("0", Table.NOTHING);
        assertThat(cells.get(2)).isEqualTo("2");
    }

    @Test
    void theJobIsComparedWithTheSameThatCountsNothing() throws Exception {
        List<String> cells =
                cells(
                        "| CPU time of the repair task, µs each |",
                        () ->
                                MetricsBenchmark.main(
                                        words("--records 2000 --rounds 0 --hold-millis 100")));

        assertThat(cells).hasSize(5).doesNotContain("0.00", "0.000", "NaN");
        assertThat(cells.get(4)).startsWith("median ");
    }

    private interface Benchmark {
        void run() throws Exception;
    }

    /** The cells of the last line that begins so, of what it prints. */
    private static List<String> cells(String beginning, Benchmark benchmark) throws Exception {
        PrintStream usual = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            benchmark.run();
        } finally {
            System.setOut(usual);
        }
        String line =
                printed.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(one -> one.startsWith(beginning))
                        .reduce("", (before, last) -> last);
        return List.of(line.substring(Math.min(2, line.length())).split(" \\|( |$)"));
    }

    private static String[] words(String line) {
        return line.split(" ");
    }
}
