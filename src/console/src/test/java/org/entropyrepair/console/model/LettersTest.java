package org.entropyrepair.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.console.Told.START;
import static org.entropyrepair.console.Told.dead;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.console.Told;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.MarkCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LettersTest {
    private final Scratch scratch = Scratch.open();
    private final Letters letters = new Letters(scratch, new FailureReader(1 << 20));

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void eachCountsOnceHoweverOftenItWasDelivered() {
        Told.tell(
                letters,
                dead("1", DeathReason.REJECTED, "a", "too old", START),
                dead("1", DeathReason.REJECTED, "a", "too old", START),
                dead("2", DeathReason.REJECTED, "b", "too old", START + 5),
                dead("3", DeathReason.NO_SCOPE, "c", "none", START + 9));
        assertThat(letters.open())
                .containsOnly(
                        Map.entry(new Letters.Kind("REJECTED", "eu"), 2L),
                        Map.entry(new Letters.Kind("NO_SCOPE", "eu"), 1L));
        assertThat(ids(letters.newest("REJECTED", 9))).containsExactly("2", "1");
        assertThat(ids(letters.newest("REJECTED", 1))).containsExactly("2");
        assertThat(letters.newest("NO_SCOPE", 9).get(0).path("about").asText())
                .isEqualTo("follows c user:0");
    }

    @Test
    void whatHasBeenDealtWithIsNotShownWhicheverTopicIsReadFirst() {
        mark("1", mark(Mark.How.REDRIVEN));
        Told.tell(letters, dead("1", DeathReason.REJECTED, "a", "too old", START));
        Told.tell(letters, dead("2", DeathReason.REJECTED, "b", "too old", START));
        mark("2", mark(Mark.How.DISCARDED));
        mark("2", mark(Mark.How.DISCARDED));
        assertThat(letters.open()).isEmpty();
        assertThat(letters.newest("REJECTED", 9)).isEmpty();
        mark("2", null);
        assertThat(letters.open()).containsValue(1L);
        assertThat(ids(letters.newest("REJECTED", 9))).containsExactly("2");
    }

    @Test
    void aMarkThatCannotBeReadHidesNothing() {
        Told.tell(letters, dead("1", DeathReason.REJECTED, "a", "too old", START));
        for (String unread :
                List.of(
                        "redriven",
                        "{}",
                        mark(Mark.How.REDRIVEN).replace("redriven", "forgiven"),
                        mark(Mark.How.REDRIVEN).replace("\"version\":1", "\"version\":2"))) {
            mark("1", unread);
            assertThat(letters.open()).as(unread).containsValue(1L);
        }
        mark("1", mark(Mark.How.REDRIVEN));
        assertThat(letters.open()).isEmpty();
        mark("1", "{}");
        assertThat(letters.open()).as("what it says last counts").containsValue(1L);
    }

    @Test
    void whatIsNoLetterIsCounted() {
        letters.take(new ConsumerRecord<>("dead", 0, 0, new byte[0], new byte[0]));
        assertThat(letters.unreadable()).isEqualTo(1);
        assertThat(letters.open()).isEmpty();
    }

    @Test
    void noValueIsKept() {
        Told.tell(letters, dead("1", DeathReason.REJECTED, "a", "too old", START));
        scratch.each(
                new byte[0],
                (key, value) -> {
                    assertThat(new String(value, StandardCharsets.UTF_8))
                            .doesNotContain("secret")
                            .doesNotContain("c2VjcmV0");
                    return true;
                });
    }

    private static String mark(Mark.How how) {
        return MarkCodec.encode(new Mark("1", how, Instant.EPOCH, "seen to", null)).toString();
    }

    private void mark(String id, @Nullable String value) {
        letters.mark(
                id.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> ids(List<JsonNode> letters) {
        return letters.stream().map(one -> one.path("id").asText()).toList();
    }
}
