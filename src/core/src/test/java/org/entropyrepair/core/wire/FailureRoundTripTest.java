package org.entropyrepair.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.Function;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage.Write;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureRoundTripTest {
    @Test
    void whateverIsWrittenIsReadAsTheSame() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("FailureRoundTripTest seed " + seed + " (repeat with -Dseed=…)");
        Random random = new Random(seed);
        FailureReader reader = new FailureReader();
        for (int i = 0; i < 5_000; i++) {
            FailureMessage message = message(random);
            Bytes written = FailureWriter.write(message);
            Reading reading = reader.read(GoldenFailures.raw(written));
            assertThat(reading)
                    .as("seed %d: %s", seed, written)
                    .isInstanceOf(Reading.Readable.class);
            GoldenFailuresTest.assertSays(((Reading.Readable) reading).failure(), message);
        }
    }

    private static FailureMessage message(Random random) {
        Write write = write(random);
        boolean node = write instanceof Write.DeleteRecord || random.nextBoolean();
        Subject subject =
                node
                        ? new Subject.Node(text(random), text(random), text(random))
                        : new Subject.Edge(text(random), text(random), text(random), text(random));
        boolean noToken = write instanceof Write.Copy && random.nextBoolean();
        Cause.Kind[] kinds = Cause.Kind.values();
        return new FailureMessage(
                subject,
                write,
                noToken
                        ? null
                        : new Token(random.nextLong() >>> 1, random.nextLong(), random.nextLong()),
                text(random),
                text(random),
                random.nextLong() >>> 1,
                new Cause(kinds[random.nextInt(kinds.length)], text(random)));
    }

    private static Write write(Random random) {
        String namespace = text(random);
        Bytes id = random.nextBoolean() ? Bytes.utf8(text(random)) : bytes(random, 1);
        Cell cell = new Cell(namespace, id, bytes(random, 0));
        return switch (random.nextInt(5)) {
            case 0 -> new Write.Delete(cell);
            case 1 -> new Write.DeleteRecord(Cell.wholeRecord(namespace, id));
            case 2 -> new Write.Copy(cell);
            case 3 -> new Write.Put(cell, bytes(random, 0));
            default ->
                    new Write.Put(
                            cell, bytes(random, 0), bytes(random, 0), random.nextLong() >>> 1);
        };
    }

    private static Bytes bytes(Random random, int least) {
        byte[] bytes = new byte[least + random.nextInt(40)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            int c = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x80);
            text.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 'x' : c);
        }
        return text.toString();
    }

    @Test
    void whatCouldNotBeReadCannotBeSaid() {
        FailureMessage put = GoldenFailures.named("put");
        Cell cell = put.write().cell();
        Cell record = Cell.wholeRecord("n", Bytes.utf8("x"));
        assertRefused("origin", m -> of(m, m.write(), m.token(), "", m.failedAtMillis()));
        assertRefused("origin", m -> of(m, m.write(), m.token(), "\uD800", m.failedAtMillis()));
        assertRefused("token", m -> of(m, m.write(), null, "a", 0));
        assertRefused("token.generated", m -> of(m, m.write(), new Token(-1, 0, 0), "a", 0));
        assertRefused("failedAtMillis", m -> of(m, m.write(), m.token(), "a", -1));
        assertRefused(
                "write.ttlSeconds",
                m -> of(m, new Write.Put(cell, Bytes.EMPTY, Bytes.EMPTY, -1), m.token(), "a", 0));
        assertRefused("write.cell.key", m -> of(m, new Write.Delete(record), m.token(), "a", 0));
        assertRefused("subject", m -> of(m, new Write.DeleteRecord(record), m.token(), "a", 0));
        assertRefused(
                "write.cell.id",
                m ->
                        of(
                                m,
                                new Write.Delete(new Cell("n", Bytes.EMPTY, Bytes.EMPTY)),
                                m.token(),
                                "a",
                                0));
    }

    private static FailureMessage of(
            FailureMessage like,
            Write write,
            @Nullable Token token,
            String origin,
            long failedAtMillis) {
        return new FailureMessage(
                like.subject(), write, token, origin, like.target(), failedAtMillis, like.cause());
    }

    private static void assertRefused(
            String component, Function<FailureMessage, FailureMessage> change) {
        assertThatThrownBy(() -> change.apply(GoldenFailures.named("put")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(component)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aMutationIsReadWhereverItStandsInTheRecord() {
        FailureMessage put = GoldenFailures.named("put-ttl");
        Token token = GoldenFailures.TOKEN;
        Version version = Version.expiringPut(token, 86400);
        Bytes file = GoldenFailures.file("unknown-fields.json");
        assertThat(MutationReader.read(file, put.write().cell(), version).value())
                .isEqualTo(((Write.Put) put.write()).value());
        assertThat(MutationReader.read(file, put.write().cell(), Version.delete(token)).value())
                .isEqualTo(Bytes.EMPTY);
        Bytes delete = GoldenFailures.file("delete.json");
        assertThatThrownBy(() -> MutationReader.read(delete, put.write().cell(), version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no value");
        assertThatThrownBy(() -> MutationReader.read(Bytes.utf8("x"), put.write().cell(), version))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
