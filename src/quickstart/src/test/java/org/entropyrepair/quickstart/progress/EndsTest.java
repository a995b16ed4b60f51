package org.entropyrepair.quickstart.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.junit.jupiter.api.Test;

class EndsTest {
    private static final Cell CELL = new Cell("n", Bytes.utf8("id"), Bytes.utf8("key"));
    private static final Bytes KEY = Bytes.utf8("repair");

    private final Pending pending = new Pending();
    private final Ends ends = new Ends(pending);

    @Test
    void anEndCountsOnceHoweverOftenItIsDelivered() {
        ends.read(KEY, outcome(RepairState.APPLIED, 5, 1));
        ends.read(KEY, outcome(RepairState.APPLIED, 5, 1));
        ends.read(KEY, outcome(RepairState.APPLIED, 6, 2));
        ends.read(KEY, outcome(RepairState.BACKING_OFF, 7, 3));

        assertThat(ends.count(RepairState.APPLIED)).isEqualTo(2);
        assertThat(ends.count("us")).isEqualTo(2);
        assertThat(ends.count(RepairState.BACKING_OFF)).isZero();
    }

    @Test
    void aRepairIsPendingUntilItsNewestVersionHasEnded() {
        pending.published(CELL, "us", 5);
        pending.published(CELL, "us", 9);
        pending.published(CELL, "eu", 9);

        ends.read(KEY, outcome(RepairState.SUPERSEDED, 5, 1));
        assertThat(pending.count("us")).isEqualTo(1);

        ends.read(KEY, outcome(RepairState.APPLIED, 9, 2));
        assertThat(pending.count("us")).isZero();
        assertThat(pending.count("eu")).isEqualTo(1);
        assertThat(pending.count()).isEqualTo(1);
    }

    private static Outcome outcome(RepairState state, long micros, long revision) {
        return new Outcome(
                state,
                null,
                CELL,
                "us",
                Version.put(new Token(micros, 1, 1)),
                revision,
                "job",
                0,
                1,
                0,
                0,
                "",
                "");
    }
}
