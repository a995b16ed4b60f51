package org.entropyrepair.quickstart.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Token;
import org.junit.jupiter.api.Test;

class ProvokedTest {
    private static final Cell CELL = new Cell("n", Bytes.utf8("id"), Bytes.utf8("key"));
    private static final Token TOKEN = new Token(5, 6, 7);

    private final Provoked provoked = new Provoked();

    @Test
    void nothingDiffersIfEveryProvokedLetterCameOnceOrMore() {
        provoked.record(DeathReason.MALFORMED, "topic", 1, 2);
        provoked.failure(DeathReason.CLOCK_DRIFT, CELL, TOKEN, "us");
        provoked.failure(DeathReason.CLOCK_DRIFT, CELL, TOKEN, "us");

        provoked.came("a", DeathReason.MALFORMED, "topic/1/2", null);
        String write = Provoked.write(CELL, TOKEN, "us");
        assertThat(provoked.came("b", DeathReason.CLOCK_DRIFT, "topic/0/1", write)).isTrue();
        assertThat(provoked.came("b", DeathReason.CLOCK_DRIFT, "topic/0/9", write)).isFalse();

        assertThat(provoked.difference().count()).isZero();
        assertThat(provoked.count()).isEqualTo(2);
    }

    @Test
    void whatIsMissingUnprovokedOrDiedForAnotherReasonDiffers() {
        provoked.record(DeathReason.MALFORMED, "topic", 0, 0);
        provoked.record(DeathReason.MALFORMED, "topic", 0, 1);
        provoked.came("a", DeathReason.TOO_LARGE, "topic/0/1", null);
        provoked.came("b", DeathReason.MALFORMED, "topic/0/2", null);

        assertThat(provoked.difference().examples())
                .containsExactlyInAnyOrder(
                        "MALFORMED did not come: topic/0/0",
                        "MALFORMED came as TOO_LARGE: topic/0/1",
                        "MALFORMED was not provoked: topic/0/2");
    }
}
