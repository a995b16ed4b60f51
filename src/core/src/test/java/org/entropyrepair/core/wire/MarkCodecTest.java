package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.model.Position;
import org.junit.jupiter.api.Test;

class MarkCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-22T00:00:00Z");
    private static final Position PLACE = new Position("failures.us", 3, 9);
    private static final Mark REDRIVEN = new Mark("id", Mark.How.REDRIVEN, NOW, "", PLACE);
    private static final Mark DISCARDED =
            new Mark("id", Mark.How.DISCARDED, NOW, "load test", null);
    private static final Mark OF_A_JOB = new Mark("id", Mark.How.REDRIVEN, NOW, "", PLACE, "a1b2");

    @Test
    void marksAreWrittenAsTheyAlwaysWere() {
        assertThat(MarkCodec.encode(REDRIVEN).toString())
                .isEqualTo(
                        "{\"version\":1,\"how\":\"redriven\",\"at\":\"2026-01-22T00:00:00Z\","
                                + "\"to\":{\"topic\":\"failures.us\",\"partition\":3,\"offset\":9}}");
        assertThat(MarkCodec.encode(OF_A_JOB).toString())
                .endsWith("\"offset\":9},\"run\":\"a1b2\"}");
    }

    @Test
    void marksAreReadAsTheyWereWritten() {
        for (Mark mark : List.of(REDRIVEN, DISCARDED, OF_A_JOB)) {
            assertThat(MarkCodec.decode("id", MarkCodec.encode(mark))).isEqualTo(mark);
        }
    }

    @Test
    void whatIsNoMarkIsRefused() {
        for (String broken : List.of("?", "{}", "{\"version\":1,\"how\":\"burnt\"}")) {
            assertThatThrownBy(() -> MarkCodec.decode("id", Bytes.utf8(broken)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
