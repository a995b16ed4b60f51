package org.entropyrepair.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    private static final long SEED = 20260122;

    @Test
    void theLaterTokenWinsWhateverItDoes() {
        assertThat(put(2, 0, 0)).isGreaterThan(delete(1, -1, -1));
        assertThat(delete(2, 0, 0)).isGreaterThan(put(1, -1, -1));
        assertThat(expiring(2, 0, 0, 1)).isGreaterThan(delete(1, -1, -1));
    }

    @Test
    void aDeleteBeatsAPutOfItsMicrosecondWhateverTheNonces() {
        assertThat(delete(1, 0, 0)).isGreaterThan(put(1, -1, -1));
        assertThat(delete(1, 0, 0)).isGreaterThan(expiring(1, -1, -1, 60));
    }

    @Test
    void aPutThatExpiresBeatsAPlainOneOfItsMicrosecondWhateverTheNonces() {
        assertThat(expiring(1, 0, 0, 60)).isGreaterThan(put(1, -1, -1));
    }

    @Test
    void amongEqualsTheLargerNonceWinsUnsigned() {
        assertThat(put(1, Long.MIN_VALUE, 0)).isGreaterThan(put(1, Long.MAX_VALUE, -1));
        assertThat(put(1, -1, 0)).isGreaterThan(put(1, 1, 0));
        assertThat(put(1, 5, -1)).isGreaterThan(put(1, 5, 1));
        assertThat(delete(1, 5, -1)).isGreaterThan(delete(1, 5, Long.MAX_VALUE));
    }

    @Test
    void theNoncesOrderIsThatOfTheirBytes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            Token a = new Token(1, few(random), few(random));
            Token b = new Token(1, few(random), few(random));
            assertThat(Integer.signum(Version.put(a).compareTo(Version.put(b))))
                    .as("seed %d, %s and %s", SEED, a, b)
                    .isEqualTo(Integer.signum(a.nonce().compareTo(b.nonce())));
        }
    }

    @Test
    void theOrderIsTotal() {
        Random random = new Random(SEED);
        for (int i = 0; i < 300_000; i++) {
            Version a = any(random);
            Version b = any(random);
            Version c = any(random);
            String seen = "seed " + SEED + ": " + a + " " + b + " " + c;
            int ab = Integer.signum(a.compareTo(b));
            if (ab != -Integer.signum(b.compareTo(a))) {
                throw new AssertionError("not antisymmetric, " + seen);
            }
            if ((ab == 0) != a.equals(b)) {
                throw new AssertionError("not consistent with equals, " + seen);
            }
            if (ab > 0 && b.compareTo(c) > 0 && a.compareTo(c) <= 0) {
                throw new AssertionError("not transitive, " + seen);
            }
            if (a.beats(b) != (ab > 0)) {
                throw new AssertionError("beats is another order, " + seen);
            }
        }
    }

    @Test
    void theWinnerDoesNotDependOnTheOrderOfArrival() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            List<Version> versions = new ArrayList<>();
            for (int j = 0; j < 6; j++) {
                versions.add(any(random));
            }
            Version one = lastWriteOf(versions);
            Collections.shuffle(versions, random);
            assertThat(lastWriteOf(versions)).as("seed %d", SEED).isEqualTo(one);
        }
    }

    private static Version lastWriteOf(List<Version> versions) {
        Version held = versions.get(0);
        for (Version next : versions) {
            held = next.beats(held) ? next : held;
        }
        return held;
    }

    /**
     * Whenever it is asked: once it has run out, an expiring put stands as a delete, which beats
     * the plain put of its microsecond as it did before.
     */
    @Test
    void whatAnExpiringPutBeatsItAlsoBeatsAsTheDeleteItBecomes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            Version expiring = Version.expiringPut(token(random), 1 + random.nextInt(3));
            Version other = any(random);
            if (expiring.beats(other)) {
                assertThat(Version.delete(expiring.token()))
                        .as("seed %d: %s", SEED, other)
                        .isGreaterThan(other);
            }
        }
    }

    @Test
    void anExpiringPutIsADeleteFromItsLastMicrosecondOn() {
        Version version = Version.expiringPut(new Token(5_000_000, 0, 0), 2);

        assertThat(version.isLive(6_999_999)).isTrue();
        assertThat(version.isExpired(6_999_999)).isFalse();
        assertThat(version.isExpired(7_000_000)).isTrue();
        assertThat(version.isLive(7_000_000)).isFalse();
        assertThat(version.isDelete()).isFalse();
    }

    @Test
    void whatIsLeftOfATtlIsRoundedUpToWholeSecondsAtLeastOne() {
        Version version = Version.expiringPut(new Token(0, 0, 0), 10);

        assertThat(version.remainingTtlSeconds(0)).isEqualTo(10);
        assertThat(version.remainingTtlSeconds(1)).isEqualTo(10);
        assertThat(version.remainingTtlSeconds(999_999)).isEqualTo(10);
        assertThat(version.remainingTtlSeconds(1_000_000)).isEqualTo(9);
        assertThat(version.remainingTtlSeconds(9_000_001)).isEqualTo(1);
        assertThat(version.remainingTtlSeconds(9_999_999)).isEqualTo(1);
        assertThat(version.remainingTtlSeconds(99_000_000)).isEqualTo(1);
        assertThat(put(0, 0, 0).remainingTtlSeconds(5)).isZero();
    }

    @Test
    void aTtlBeyondAllTimeStillExpiresInPrinciple() {
        Version version = Version.expiringPut(new Token(5, 0, 0), Long.MAX_VALUE);

        assertThat(version.expires()).isTrue();
        assertThat(version.isExpired(Long.MAX_VALUE - 2)).isFalse();
        assertThat(version.rank()).isOne();
    }

    @Test
    void aDeleteDoesNotExpire() {
        assertThatThrownBy(() -> new Version(new Token(0, 0, 0), Version.Kind.DELETE, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(delete(0, 0, 0).isLive(0)).isFalse();
        assertThat(delete(0, 0, 0).isExpired(Long.MAX_VALUE - 1)).isFalse();
    }

    @Test
    void storedNumbersNeverChange() {
        assertThat(Version.Kind.PUT.code()).isZero();
        assertThat(Version.Kind.DELETE.code()).isOne();
        assertThat(Version.Kind.ofCode(1)).isEqualTo(Version.Kind.DELETE);
        assertThatThrownBy(() -> Version.Kind.ofCode(2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Version put(long micros, long high, long low) {
        return Version.put(new Token(micros, high, low));
    }

    private static Version delete(long micros, long high, long low) {
        return Version.delete(new Token(micros, high, low));
    }

    private static Version expiring(long micros, long high, long low, long ttlSeconds) {
        return Version.expiringPut(new Token(micros, high, low), ttlSeconds);
    }

    /** Few enough different ones that ties of every kind are common. */
    private static Version any(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Version.put(token(random));
            case 1 -> Version.delete(token(random));
            default -> Version.expiringPut(token(random), 1 + random.nextInt(3));
        };
    }

    private static Token token(Random random) {
        return new Token(random.nextInt(3), few(random), few(random));
    }

    private static long few(Random random) {
        long[] edges = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE};
        return edges[random.nextInt(edges.length)];
    }
}
