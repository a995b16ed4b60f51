package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.ConfigAnswer;
import org.entropyrepair.core.model.ConfigAnswer.Result;
import org.junit.jupiter.api.Test;

class ConfigAnswerCodecTest {
    private static final ConfigAnswer REFUSED =
            new ConfigAnswer(
                    Result.REFUSED,
                    "entropy-repair",
                    7,
                    3,
                    "scopes: missing (expected: \"list\")\nsecond",
                    null,
                    1_769_040_000_123L);
    private static final ConfigAnswer IN_FORCE =
            new ConfigAnswer(
                    Result.IN_FORCE, "east", -1, 4, "", "graph: soci\u00e4l\n", 1_769_040_000_000L);

    @Test
    void answersAreWrittenAsTheContractHasThem() {
        assertThat(text(ConfigAnswerCodec.encode(REFUSED)))
                .isEqualTo(
                        "{\"result\":\"refused\",\"job\":\"entropy-repair\",\"offset\":7,"
                                + "\"revision\":3,\"reason\":\"scopes: missing (expected:"
                                + " \\\"list\\\")\\nsecond\",\"at\":\"2026-01-22T00:00:00.123Z\"}");
        assertThat(text(ConfigAnswerCodec.encode(IN_FORCE)))
                .endsWith("\"at\":\"2026-01-22T00:00:00Z\",\"config\":\"graph: soci\u00e4l\\n\"}");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (ConfigAnswer answer : List.of(REFUSED, IN_FORCE)) {
            assertThat(ConfigAnswerCodec.decode(ConfigAnswerCodec.encode(answer)))
                    .isEqualTo(answer);
        }
        assertThat(
                        ConfigAnswerCodec.decode(
                                Bytes.utf8(
                                        text(ConfigAnswerCodec.encode(REFUSED))
                                                .replace("{", "{\"new\":[1],"))))
                .isEqualTo(REFUSED);
    }

    @Test
    void aJobHasOneStandingAndAnAnswerForEachRevision() {
        assertThat(text(ConfigAnswerCodec.key(REFUSED))).isEqualTo("entropy-repair/7");
        assertThat(text(ConfigAnswerCodec.key(IN_FORCE))).isEqualTo("east");
    }

    @Test
    void whatIsNoAnswerIsSaidToBeNone() {
        String good = text(ConfigAnswerCodec.encode(REFUSED));
        for (String bad :
                List.of(
                        "",
                        "[]",
                        "{",
                        good.replace("refused", "perhaps"),
                        good.replace(":7,", ":\"7\","),
                        good.replace("2026-01", "2026-13"))) {
            assertThatThrownBy(() -> ConfigAnswerCodec.decode(Bytes.utf8(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("config answer");
        }
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
