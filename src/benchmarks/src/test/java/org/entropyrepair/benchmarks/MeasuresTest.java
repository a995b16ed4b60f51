package org.entropyrepair.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    @Test
    void percentilesAreOfWhatWasCounted() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 1_000; millis++) {
            latencies.add(millis * 1_000L - 1);
        }

        assertThat(latencies.millis(0.5)).isEqualTo(500);
        assertThat(latencies.millis(0.99)).isEqualTo(990);
        assertThat(latencies.percentiles(400)).isEqualTo("100.0 / 590.0 / 599.0");
    }

    @Test
    void nothingCountedHasNoPercentiles() {
        Latencies latencies = new Latencies();
        latencies.add(7);
        latencies.reset();

        assertThat(latencies.percentiles(0)).isEqualTo(Table.NOTHING);
    }

    @Test
    void theMostPopularOfManyIsDrawnTenTimesAsOftenAsTheTenth() {
        Zipf zipf = new Zipf(new Random(1));
        int[] drawn = new int[100_000];
        for (int i = 0; i < 1_000_000; i++) {
            drawn[zipf.next()]++;
        }

        assertThat((double) drawn[0] / drawn[9]).isBetween(9.0, 11.0);
        assertThat(drawn[99_999]).isLessThan(20);
    }

    @Test
    void nothingToCompareWithIsNoRatio() {
        Ratios ratios = new Ratios();
        ratios.add(0.5);
        assertThat(ratios.areNumbers()).isTrue();

        ratios.add(0);
        assertThat(ratios.areNumbers()).isFalse();
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        Ratios ratios = new Ratios();
        List.of(4.0, 1.0, 2.0, 3.0).forEach(ratios::add);
        assertThat(ratios).hasToString("median 2.500, 1.000 to 4.000");

        ratios.add(9);
        assertThat(ratios.median()).isEqualTo(3);
    }

    @Test
    void anOptionThatIsNotKnownIsNamed() {
        Arguments arguments = new Arguments("--rounds", "2", "--round", "3");

        assertThat(arguments.numbers("--rounds", List.of())).containsExactly(2);
        assertThatThrownBy(() -> arguments.onlyOf(List.of("--rounds")))
                .hasMessageStartingWith("--round (expected: one of [--rounds]");
    }

    @Test
    void aTableHasACellForEachColumn() {
        Table table = new Table("a", "b");
        table.add(1, "x");

        assertThat(table).hasToString("| a | b |\n|---|---|\n| 1 | x |");
        assertThatThrownBy(() -> table.add(1)).hasMessage("cells: 1 (expected: 2)");
    }
}
