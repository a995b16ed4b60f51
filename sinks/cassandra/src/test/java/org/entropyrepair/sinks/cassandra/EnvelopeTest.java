package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.junit.jupiter.api.Test;

/** The bytes of the layout lie in people's tables, and their order is last write wins. */
class EnvelopeTest {
    private static final long MICROS = 1_769_040_000_000_000L;
    private static final Token TOKEN = new Token(MICROS, 0x0102030405060708L, 0xf1f2f3f4f5f6f7f8L);

    @Test
    void bytesStayAsTheyAre() {
        assertBytes(
                new Envelope(Version.put(TOKEN), Bytes.utf8("m"), Bytes.utf8("value")),
                "00"
                        + "0102030405060708f1f2f3f4f5f6f7f8"
                        + "0000000000000000"
                        + "01"
                        + "00000001"
                        + "6d"
                        + "76616c7565");
        assertBytes(
                new Envelope(Version.expiringPut(TOKEN, 86_400), Bytes.EMPTY, Bytes.utf8("v")),
                "01"
                        + "0102030405060708f1f2f3f4f5f6f7f8"
                        + "7ff9b6fd295d7fff"
                        + "01"
                        + "00000000"
                        + "76");
        assertBytes(
                new Envelope(Version.delete(TOKEN), Bytes.EMPTY, Bytes.EMPTY),
                "02" + "0102030405060708f1f2f3f4f5f6f7f8" + "0000000000000000" + "01" + "00000000");
    }

    private static void assertBytes(Envelope envelope, String hex) {
        assertThat(HexFormat.of().formatHex(envelope.encode())).isEqualTo(hex);
        assertThat(Envelope.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), MICROS))
                .isEqualTo(envelope);
    }

    @Test
    void largerBytesWinExactlyWhereTheVersionDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Envelope> all = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            all.add(random(random));
        }
        for (Envelope one : all) {
            byte[] bytes = one.encode();
            for (Envelope other : all) {
                int versions = Integer.signum(one.version().compareTo(other.version()));
                int unsigned = Integer.signum(Arrays.compareUnsigned(bytes, other.encode()));
                if (versions != 0) {
                    assertThat(unsigned)
                            .as("seed %d: %s against %s", seed, one, other)
                            .isEqualTo(versions);
                }
            }
        }
    }

    @Test
    void whatWasEncodedIsReadBackFromTheMiddleOfABuffer() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Envelope envelope = random(random);
            byte[] bytes = envelope.encode();
            ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 8).position(5).put(bytes);
            buffer.flip().position(5);
            assertThat(Envelope.decode(buffer, MICROS)).as("seed %d", seed).isEqualTo(envelope);
            assertThat(buffer.position()).isEqualTo(5);
        }
    }

    @Test
    void whatIsNoEnvelopeIsRefusedWithTheReason() {
        byte[] good = new Envelope(Version.put(TOKEN), Bytes.utf8("m"), Bytes.utf8("v")).encode();
        refused(Arrays.copyOf(good, 29), "29 bytes");
        refused(new byte[0], "0 bytes");
        refused(with(good, 25, 2), "format 2");
        refused(with(good, 0, 3), "kind 3");
        refused(with(good, 26, 0x80), "metadata of -2147483647 bytes");
        refused(with(good, 29, 3), "metadata of 3 bytes (expected: at most 2)");
    }

    private static void refused(byte[] bytes, String message) {
        assertThatThrownBy(() -> Envelope.decode(ByteBuffer.wrap(bytes), MICROS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("expected: ");
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** Few nonces and expiries, many of them at the edges, so that ties of every depth occur. */
    private static Envelope random(Random random) {
        long[] edges = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong()};
        Token token =
                new Token(
                        MICROS,
                        edges[random.nextInt(edges.length)],
                        edges[random.nextInt(edges.length)]);
        long[] expiries = {
            Long.MIN_VALUE, -1, 0, MICROS, MICROS + 1, Version.NEVER - 1, random.nextLong()
        };
        Version version =
                switch (random.nextInt(3)) {
                    case 0 -> Version.put(token);
                    case 1 ->
                            new Version(
                                    token,
                                    Version.Kind.PUT,
                                    expiries[random.nextInt(expiries.length)]);
                    default -> Version.delete(token);
                };
        return new Envelope(version, bytes(random), bytes(random));
    }

    private static Bytes bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
