package org.entropyrepair.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenTest {
    @Test
    void aNonceIsReadAndWrittenUnchanged() {
        long seed = 20260122;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Token token = new Token(random.nextLong(), random.nextLong(), random.nextLong());
            assertThat(Token.of(token.generatedAtMicros(), token.nonce()))
                    .as("seed %d", seed)
                    .isEqualTo(token);
        }
        assertThat(new Token(0, 0, 1).nonce()).isEqualTo("00000000000000000000000000000001");
        assertThat(Token.of(0, "9f86d081884c7d659a2feaa0c55ad015").nonce())
                .isEqualTo("9f86d081884c7d659a2feaa0c55ad015");
    }

    @Test
    void anythingElseIsNotANonce() {
        for (String not :
                new String[] {
                    "",
                    "9f86d081884c7d659a2feaa0c55ad01",
                    "9f86d081884c7d659a2feaa0c55ad0150",
                    "9F86D081884C7D659A2FEAA0C55AD015",
                    "9f86d081884c7d659a2feaa0c55ad01g",
                    "9f86d081 84c7d659a2feaa0c55ad015",
                    "+f86d081884c7d659a2feaa0c55ad015"
                }) {
            assertThatThrownBy(() -> Token.of(0, not))
                    .as(not)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: 32 lower-case hexadecimal digits");
        }
    }

    @Test
    void tokensAreOrderedByTimeThenByUnsignedNonce() {
        assertThat(new Token(2, 0, 0)).isGreaterThan(new Token(1, -1, -1));
        assertThat(new Token(-1, 0, 0)).isLessThan(new Token(0, 0, 0));
        assertThat(new Token(1, -1, 0)).isGreaterThan(new Token(1, 1, -1));
        assertThat(new Token(1, 1, -1)).isGreaterThan(new Token(1, 1, 1));
        assertThat(new Token(1, 1, 1)).isEqualByComparingTo(new Token(1, 1, 1));
    }
}
