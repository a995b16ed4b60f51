package org.entropyrepair.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTest {
    @ParameterizedTest
    @CsvSource({
        "100, 150",
        "-100, -50",
        "-9223372036854775808, -9223372036854775808",
        "9223372036854775757, 9223372036854775807",
        "9223372036854775758, 9223372036854775758",
        "9223372036854775807, 9223372036854775807"
    })
    void laterMovesAWatermarkThatIsThereAndNotTheLast(long watermark, long later) {
        assertThat(new Time(1_000, watermark).later(50)).isEqualTo(new Time(1_050, later));
    }
}
