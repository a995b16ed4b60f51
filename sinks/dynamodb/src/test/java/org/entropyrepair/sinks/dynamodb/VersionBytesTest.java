package org.entropyrepair.sinks.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.junit.jupiter.api.Test;

final class VersionBytesTest {
    private static final long[] TIMES = {
        Long.MIN_VALUE, -1, 0, 1, 1_769_040_000_000_000L, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };
    private static final long[] HALVES = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};

    @Test
    void unsignedOrderOfTheBytesIsTheOrderOfTheVersions() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Version one = any(random);
            Version other = any(random);
            assertThat(
                            Integer.signum(
                                    Arrays.compareUnsigned(
                                            VersionBytes.of(one), VersionBytes.of(other))))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(Integer.signum(one.compareTo(other)));
        }
    }

    @Test
    void withinAMicrosecondDeleteBeatsExpiringPutBeatsPlainPutBeatsNonce() {
        Token small = new Token(5, 0, 1);
        Token large = new Token(5, -1, -1);
        List<Version> rising =
                List.of(
                        Version.put(small),
                        Version.put(large),
                        Version.expiringPut(small, 2),
                        Version.expiringPut(small, 1),
                        Version.expiringPut(large, 1),
                        Version.delete(small),
                        Version.delete(large),
                        Version.put(new Token(6, 0, 0)));
        assertThat(rising.stream().map(VersionBytes::of).sorted(Arrays::compareUnsigned).toList())
                .usingElementComparator(Arrays::compareUnsigned)
                .containsExactlyElementsOf(rising.stream().map(VersionBytes::of).toList());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Version version = any(random);
            assertThat(VersionBytes.read(VersionBytes.of(version))).contains(version);
        }
    }

    @Test
    void storedFormNeverChanges() {
        Token token = Token.of(1_769_040_000_000_000L, "9f86d081884c7d659a2feaa0c55ad015");
        String head = "800648eeb8cb2000";
        String nonce = "9f86d081884c7d659a2feaa0c55ad015";
        assertThat(hex(Version.put(token))).isEqualTo(head + "00" + nonce + "0000000000000000");
        assertThat(hex(Version.expiringPut(token, 86_400)))
                .isEqualTo(head + "01" + nonce + "7ff9b6fd295d7fff");
        assertThat(hex(Version.delete(token))).isEqualTo(head + "02" + nonce + "0000000000000000");
    }

    @Test
    void otherBytesAreNoVersion() {
        byte[] put = VersionBytes.of(Version.put(new Token(1, 2, 3)));
        assertThat(VersionBytes.read(new byte[0])).isEmpty();
        assertThat(VersionBytes.read(Arrays.copyOf(put, 32))).isEmpty();
        assertThat(VersionBytes.read(Arrays.copyOf(put, 34))).isEmpty();
        assertThat(VersionBytes.read(with(put, 8, 1))).as("expires, but never").isEmpty();
        assertThat(VersionBytes.read(with(put, 8, 3))).as("no such rank").isEmpty();
        assertThat(VersionBytes.read(with(put, 8, -1))).as("no such rank").isEmpty();
        assertThat(VersionBytes.read(with(put, 32, 1))).as("stays, but expires").isEmpty();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static String hex(Version version) {
        return HexFormat.of().formatHex(VersionBytes.of(version));
    }

    /** Mostly of few values, so that ties of every depth come up. */
    private static Version any(Random random) {
        Token token =
                new Token(
                        of(TIMES, random),
                        random.nextInt(8) == 0 ? random.nextLong() : of(HALVES, random),
                        of(HALVES, random));
        return switch (random.nextInt(3)) {
            case 0 -> Version.put(token);
            case 1 -> Version.delete(token);
            default -> new Version(token, Version.Kind.PUT, expiry(random));
        };
    }

    private static long expiry(Random random) {
        long expiry = random.nextInt(8) == 0 ? random.nextLong() : of(TIMES, random);
        return expiry == Version.NEVER ? 0 : expiry;
    }

    private static long of(long[] some, Random random) {
        return some[random.nextInt(some.length)];
    }
}
