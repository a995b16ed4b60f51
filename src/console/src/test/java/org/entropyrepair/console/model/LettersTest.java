package org.entropyrepair.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entropyrepair.console.Told.START;
import static org.entropyrepair.console.Told.dead;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.console.Told;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.wire.FailureReader;
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
                        java.util.Map.entry(new Letters.Kind("REJECTED", "eu"), 2L),
                        java.util.Map.entry(new Letters.Kind("NO_SCOPE", "eu"), 1L));
        assertThat(ids(letters.newest("REJECTED", 9))).containsExactly("2", "1");
        assertThat(ids(letters.newest("REJECTED", 1))).containsExactly("2");
        assertThat(letters.newest("NO_SCOPE", 9).get(0).path("about").asText())
                .isEqualTo("follows c user:0");
    }

    @Test
    void whatHasBeenDealtWithIsNotShownWhicheverTopicIsReadFirst() {
        mark("1", "{\"version\":1,\"how\":\"redriven\"}");
        Told.tell(letters, dead("1", DeathReason.REJECTED, "a", "too old", START));
        Told.tell(letters, dead("2", DeathReason.REJECTED, "b", "too old", START));
        mark("2", "{\"version\":1,\"how\":\"discarded\"}");
        mark("2", "{\"version\":1,\"how\":\"discarded\"}");
        assertThat(letters.open()).isEmpty();
        assertThat(letters.newest("REJECTED", 9)).isEmpty();
        mark("2", null);
        assertThat(letters.open()).containsValue(1L);
        assertThat(ids(letters.newest("REJECTED", 9))).containsExactly("2");
    }

    @Test
    void aMarkThatCannotBeReadHidesNothing() {
        Told.tell(letters, dead("1", DeathReason.REJECTED, "a", "too old", START));
        mark("1", "redriven");
        assertThat(letters.open()).containsValue(1L);
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

    private void mark(String id, @org.jspecify.annotations.Nullable String value) {
        letters.mark(
                id.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> ids(List<JsonNode> letters) {
        return letters.stream().map(one -> one.path("id").asText()).toList();
    }
}
