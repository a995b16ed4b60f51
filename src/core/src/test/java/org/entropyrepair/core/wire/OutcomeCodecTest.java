package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeCodecTest {
    private static final long MIDNIGHT = 1769040000000L;
    private static final String FORWARD = "social.follows.forward";

    private static Map<String, Outcome> golden() {
        Map<String, Outcome> golden = new LinkedHashMap<>();
        golden.put(
                "applied",
                new Outcome(
                        RepairState.APPLIED,
                        new Subject.Edge("social", "follows", "user:42", "user:7"),
                        new Cell(FORWARD, Bytes.utf8("user:42"), Bytes.utf8("user:7")),
                        "eu-west-1",
                        Version.expiringPut(GoldenFailures.TOKEN, 86400),
                        2,
                        "repair",
                        MIDNIGHT + 5250,
                        1,
                        MIDNIGHT + 5250,
                        0,
                        "",
                        "follows"));
        golden.put(
                "backing-off",
                new Outcome(
                        RepairState.BACKING_OFF,
                        new Subject.Node("social", "user", "user:42"),
                        Cell.wholeRecord(
                                FORWARD, Bytes.wrap(new byte[] {(byte) 0x80, (byte) 0xFF})),
                        "eu-west-1",
                        Version.delete(GoldenFailures.TOKEN),
                        3,
                        "repair",
                        MIDNIGHT + 10_000,
                        4,
                        MIDNIGHT + 1000,
                        MIDNIGHT + 18_000,
                        "store: no answer in 500 ms",
                        "follows"));
        golden.put("target-parked", targetWide("eu-west-1", "breaker open"));
        return golden;
    }

    private static Outcome targetWide(String target, String reason) {
        return new Outcome(
                RepairState.PARKED,
                null,
                null,
                target,
                null,
                7,
                "repair",
                MIDNIGHT + 10_000,
                0,
                MIDNIGHT + 1000,
                0,
                reason,
                "");
    }

    static Stream<String> names() {
        return golden().keySet().stream();
    }

    private static Outcome named(String name) {
        Outcome outcome = golden().get(name);
        if (outcome == null) {
            throw new IllegalStateException(name);
        }
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachOutcomeIsWrittenAsItsFileAndReadFromIt(String name) {
        Bytes file = GoldenFailures.file("outcomes/" + name + ".json");
        assertThat(OutcomeCodec.encode(named(name))).isEqualTo(file);
        assertThat(OutcomeCodec.decode(file)).isEqualTo(named(name));
    }

    @Test
    void everyStateIsReadBack() {
        Outcome like = named("applied");
        for (RepairState state : RepairState.values()) {
            Outcome outcome =
                    new Outcome(
                            state,
                            like.subject(),
                            like.cell(),
                            like.target(),
                            like.version(),
                            Long.MAX_VALUE,
                            "j",
                            0,
                            Integer.MAX_VALUE,
                            1,
                            2,
                            "r",
                            "s");
            assertThat(OutcomeCodec.decode(OutcomeCodec.encode(outcome))).isEqualTo(outcome);
        }
    }

    @Test
    void theKeyNamesTheRepairAndNothingElse() {
        Bytes key = OutcomeCodec.key(named("applied"));
        assertThat(key).isEqualTo(Bytes.utf8("d47b4f343e2aa7f72905c713f8c4f1c3"));
        assertThat(OutcomeCodec.key(named("backing-off"))).isNotEqualTo(key);
        Bytes targetKey = OutcomeCodec.key(targetWide("eu-west-1", "a"));
        assertThat(targetKey)
                .isEqualTo(OutcomeCodec.key(targetWide("eu-west-1", "b")))
                .isNotEqualTo(OutcomeCodec.key(targetWide("us-east-1", "a")))
                .isNotEqualTo(key);
    }

    @Test
    void aReasonIsOneLineWhateverAStoreSays() {
        Outcome told = OutcomeCodec.decode(OutcomeCodec.encode(targetWide("t", "a\nb\uD800")));
        assertThat(told.reason()).isEqualTo("a b?");
        Outcome cut = OutcomeCodec.decode(OutcomeCodec.encode(targetWide("t", "ż".repeat(5000))));
        assertThat(cut.reason()).isEqualTo("ż".repeat(2048));
    }

    @Test
    void unknownFieldsAreIgnored() {
        Outcome outcome = targetWide("t", "");
        String json = new String(OutcomeCodec.encode(outcome).toArray(), StandardCharsets.UTF_8);
        String more = json.replace("{\"state\"", "{\"new\":{\"a\":[1]},\"state\"");
        assertThat(OutcomeCodec.decode(Bytes.utf8(more))).isEqualTo(outcome);
    }

    @Test
    void whatIsNoOutcomeIsNamed() {
        String json =
                new String(
                        GoldenFailures.file("outcomes/applied.json").toArray(),
                        StandardCharsets.UTF_8);
        assertNoOutcome("", "outcome: ");
        assertNoOutcome("[]", "outcome: ");
        assertNoOutcome("{}", "state: ");
        assertNoOutcome(json + "x", "outcome: ");
        assertNoOutcome(json.replace("\"applied\"", "\"cured\""), "state: ");
        assertNoOutcome(json.replace("\"attempts\":1", "\"attempts\":3000000000"), "attempts: ");
        assertNoOutcome(json.replace("\"kind\":\"put\"", "\"kind\":\"set\""), "kind: ");
        assertNoOutcome(json.replace("2026-01-22T", "2026-01-22 "), "at: ");
        assertNoOutcome(json.replace("\"revision\":2", "\"revision\":2.5"), "revision: ");
        assertNoOutcome(json.replace("dXNlcjo3", "?"), "key: ");
        assertNoOutcome(json.replace("9f86d081", "9F86D081"), "nonce: ");
    }

    private static void assertNoOutcome(String json, String message) {
        assertThatThrownBy(() -> OutcomeCodec.decode(Bytes.utf8(json)))
                .as(json)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
