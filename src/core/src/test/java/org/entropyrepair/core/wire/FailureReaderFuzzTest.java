package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.Reading.Readable;
import org.entropyrepair.core.wire.Reading.Unreadable;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, there is exactly one reading and never an exception. */
class FailureReaderFuzzTest {
    private static final int INPUTS = 100_000;

    private static final String[] NASTY = {
        "null",
        "true",
        "-0",
        "0",
        "1e400",
        "1.5",
        "9223372036854775807",
        "9223372036854775808",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\uD83D\uDE00\"",
        "[]",
        "{}",
        "[[[[]]]]",
        "{\"a\":{}}",
        "{\"base64\":\"AA==\"}",
        "\"put\"",
        "\"copy\"",
        "\"deleteRecord\"",
        "\"====\"",
        "\"AAA=\"",
        "2",
        "\"" + "x".repeat(300) + "\"",
        "NaN",
        "'a'",
        "\u0000",
        "\"\n\"",
        "}",
        "{",
        ",",
        ":"
    };

    private final FailureReader reader = new FailureReader(64 << 10);
    private final List<byte[]> seeds = new ArrayList<>();
    private int readable;

    @Test
    void everyInputHasExactlyOneReading() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("FailureReaderFuzzTest seed " + seed + " (repeat with -Dseed=…)");
        Random random = new Random(seed);
        GoldenFailures.all().keySet().forEach(n -> seeds.add(bytes(n)));
        seeds.add(bytes("unknown-fields"));
        seeds.add(bytes("contract-example"));
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = input(random);
            try {
                assertOneReading(
                        reader.read(GoldenFailures.raw(Bytes.wrap(input), headers(random))));
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(
                        "seed " + seed + ", input " + i + ": " + Arrays.toString(input), failed);
            }
        }
        // Else the mutations only ever hit the first check, and nothing behind it.
        assertThat(readable).isBetween(INPUTS / 100, INPUTS * 9 / 10);
    }

    private static byte[] bytes(String name) {
        return GoldenFailures.file(name + ".json").toArray();
    }

    private static RawRecord.Headers headers(Random random) {
        if (random.nextInt(10) != 0) {
            return RawRecord.Headers.NONE;
        }
        String[] values = {
            "", "1", "-1", "eu", "2026-01-22T00:00:00Z", "\uDC00", "+1000000000-01-01"
        };
        return new RawRecord.Headers(
                values[random.nextInt(values.length)],
                values[random.nextInt(values.length)],
                values[random.nextInt(values.length)],
                null);
    }

    private byte[] input(Random random) {
        byte[] seed = seeds.get(random.nextInt(seeds.size()));
        return switch (random.nextInt(6)) {
            case 0 -> randomBytes(random);
            case 1 -> flipped(random, seed);
            case 2 -> Arrays.copyOf(seed, random.nextInt(seed.length + 4));
            case 3 -> spliced(random, seed, seeds.get(random.nextInt(seeds.size())));
            default -> revalued(random, seed);
        };
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            String alphabet = "{}[]\",:0123456789truefalsn\\u. \n";
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) alphabet.charAt((bytes[i] & 0xFF) % alphabet.length());
            }
        }
        return bytes;
    }

    private static byte[] flipped(Random random, byte[] seed) {
        byte[] bytes = seed.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] spliced(Random random, byte[] front, byte[] back) {
        int from = random.nextInt(front.length);
        int to = random.nextInt(back.length);
        byte[] bytes = Arrays.copyOf(front, from + back.length - to);
        System.arraycopy(back, to, bytes, from, back.length - to);
        return bytes;
    }

    /** Puts something nasty in the place of one value. */
    private static byte[] revalued(Random random, byte[] seed) {
        String text = new String(seed, StandardCharsets.UTF_8);
        List<Integer> colons = new ArrayList<>();
        for (int at = text.indexOf("\":"); at >= 0; at = text.indexOf("\":", at + 1)) {
            colons.add(at + 2);
        }
        int start = colons.get(random.nextInt(colons.size()));
        int end = start;
        while (end < text.length() && ",}".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String nasty = NASTY[random.nextInt(NASTY.length)];
        return (text.substring(0, start) + nasty + text.substring(end))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void assertOneReading(Reading reading) {
        if (reading instanceof Unreadable unreadable) {
            String message = unreadable.message();
            assertThat(message).isNotEmpty().doesNotContain("\n", "the parser failed");
            assertThat(Text.isWellFormed(message)).isTrue();
            assertThat(message.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4096);
            return;
        }
        readable++;
        Failure failure = ((Readable) reading).failure();
        assertThat(DeadLetterId.of(failure)).hasSize(32);
        Version version = failure.version();
        Bytes value = failure.raw().value();
        if (failure.op() != Op.COPY && version != null && value != null) {
            assertThat(MutationReader.read(value, failure.cell(), version).cell())
                    .isEqualTo(failure.cell());
        }
    }
}
