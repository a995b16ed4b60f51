package org.entropyrepair.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.entropyrepair.core.model.Token;
import org.junit.jupiter.api.Test;

class TokenSourceTest {
    @Test
    void tokensGrowByAMicrosecondEvenIfTheClockStandsOrGoesBack() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(5, 7_999));
        TokenSource tokens = new TokenSource(now::get, new Random(1));
        assertThat(tokens.next().generatedAtMicros()).isEqualTo(5_000_007);
        assertThat(tokens.next().generatedAtMicros()).isEqualTo(5_000_008);
        now.set(Instant.ofEpochSecond(4));
        assertThat(tokens.next().generatedAtMicros()).isEqualTo(5_000_009);
        now.set(Instant.ofEpochSecond(6));
        assertThat(tokens.next().generatedAtMicros()).isEqualTo(6_000_000);
    }

    @Test
    void tokensOfManyThreadsAreUnique() {
        TokenSource tokens = new TokenSource();
        List<Token> all =
                new ArrayList<>(
                        IntStream.range(0, 20_000)
                                .parallel()
                                .mapToObj(i -> tokens.next())
                                .toList());
        Set<Long> micros = new HashSet<>();
        Set<String> nonces = new HashSet<>();
        for (Token token : all) {
            micros.add(token.generatedAtMicros());
            nonces.add(token.nonce());
        }
        assertThat(micros).hasSize(all.size());
        assertThat(nonces).hasSize(all.size());
    }

    @Test
    void aTokenIsOfItsTime() {
        long before = System.currentTimeMillis() * 1000;
        long micros = new TokenSource().next().generatedAtMicros();
        assertThat(micros).isBetween(before, System.currentTimeMillis() * 1000 + 1000);
    }
}
