package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.entropyrepair.quickstart.hosts.StoreKind;
import org.entropyrepair.quickstart.run.Options.WrongUseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void withoutArgumentsEverythingHasADefault() throws Exception {
        assertThat(Options.parse(List.of()))
                .isEqualTo(
                        new Options(
                                StoreKind.ROCKSDB.edgesDefault(),
                                3,
                                StoreKind.ROCKSDB,
                                1,
                                false,
                                Duration.ofMinutes(5),
                                false,
                                null,
                                false,
                                false,
                                null));
    }

    @Test
    void everyOptionIsRead() throws Exception {
        assertThat(
                        Options.parse(
                                List.of(
                                        "--edges",
                                        "all",
                                        "--regions=5",
                                        "--store",
                                        "rocksdb",
                                        "--seed",
                                        "-7",
                                        "--exit",
                                        "--timeout",
                                        "90s",
                                        "--json",
                                        "--dir=/somewhere",
                                        "--keep")))
                .isEqualTo(
                        new Options(
                                Options.ALL_EDGES,
                                5,
                                StoreKind.ROCKSDB,
                                -7,
                                true,
                                Duration.ofSeconds(90),
                                true,
                                Path.of("/somewhere"),
                                true,
                                false,
                                null));
    }

    @Test
    void ownFailuresAreReadWithTheirConfig() throws Exception {
        Options options =
                Options.parse(
                        List.of("--failures", "f.jsonl", "--config=c.yaml", "--repair", "--exit"));

        assertThat(options.own())
                .isEqualTo(new Options.Own(Path.of("f.jsonl"), Path.of("c.yaml"), true));
        assertThat(options.exit()).isTrue();
    }

    @Test
    void zeroEdgesMeansTheDefault() throws Exception {
        assertThat(Options.parse(List.of("--edges", "0")).edges())
                .isEqualTo(StoreKind.ROCKSDB.edgesDefault());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--edges -1 | --edges: -1 (expected: a whole number, 0 or more)",
                "--edges many | --edges: many (expected: a whole number, 0 or more)",
                "--regions 9 | --regions: 9 (expected: a whole number, from 2 to 8)",
                "--regions | --regions: nothing after it (expected: a value)",
                "--store mysql | --store: mysql (expected: rocksdb, cassandra or dynamodb)",
                "--seed x | --seed: x (expected: a whole number)",
                "--timeout 5 | --timeout: 5 (expected: a duration over 0, such as 90s or 5m)",
                "--config c | --failures: missing (expected: a file with a failure record per line)",
                "--failures f | --config: missing (expected: the region config of the failures)",
                "--repair | --failures: missing (expected: a file with a failure record per line)",
                "--seed 2 --failures f --config c"
                        + " | --seed: given with --failures (expected: one or the other)",
                "--colour | --colour: no such option (expected: one of bin/quickstart --help)",
            })
    void wrongUseSaysWhatWasWrongAndTheRule(String arguments, String message) {
        assertThatThrownBy(() -> Options.parse(List.of(arguments.split(" "))))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(message);
    }
}
