package org.entropyrepair.flow.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.flow.outcome.SideOutputs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureDecoderTest {
    private static final Set<String> REGIONS = Set.of("a", "b", "c");
    private static final long NOW = 1769040001000L;
    private static final int RECORD_BYTES_MAX = 10_000;

    @Test
    void aFailureIsPassedOn() throws Exception {
        Decoded decoded = decode(Ownership.ofAll(REGIONS), put("b"));
        assertThat(decoded.letters()).isEmpty();
        assertThat(decoded.failures()).hasSize(1);
        assertThat(decoded.failures().get(0).op()).isEqualTo(Op.PUT);
        assertThat(decoded.failures().get(0).target()).isEqualTo("b");
    }

    @Test
    void anythingElseIsADeadLetterNamedByItsPlace() throws Exception {
        Decoded decoded =
                decode(
                        Ownership.ofAll(REGIONS),
                        Bytes.utf8("{"),
                        Bytes.utf8("{\"version\":2}"),
                        null,
                        Bytes.wrap(new byte[RECORD_BYTES_MAX + 1]));
        assertThat(decoded.failures()).isEmpty();
        assertThat(decoded.letters())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        DeathReason.MALFORMED,
                        DeathReason.UNSUPPORTED_VERSION,
                        DeathReason.MALFORMED,
                        DeathReason.TOO_LARGE);
        assertThat(decoded.letters()).extracting(DeadLetter::id).doesNotHaveDuplicates();
        assertThat(decoded.letters()).extracting(DeadLetter::deadAtMillis).containsOnly(NOW);
        Decoded again = decode(Ownership.ofAll(REGIONS), Bytes.utf8("{"));
        assertThat(again.letters().get(0).id()).isEqualTo(decoded.letters().get(0).id());
    }

    @Test
    void anUnreadableRecordKeepsWhatItsRedriveSays() throws Exception {
        RawRecord raw =
                new RawRecord(
                        "a/t",
                        new Position("t", 0, 9),
                        NOW,
                        null,
                        Bytes.utf8("{"),
                        new RawRecord.Headers("b", "3", null, null));
        DeadLetter letter = decodeRecords(Ownership.ofAll(REGIONS), raw).letters().get(0);
        assertThat(letter.target()).isEqualTo("b");
        assertThat(letter.redrives()).isEqualTo(3);
    }

    @Test
    void copiesPass() throws Exception {
        Decoded decoded =
                decode(
                        Ownership.ofAll(REGIONS),
                        message("b", new FailureMessage.Write.Copy(cell())));
        assertThat(decoded.letters()).isEmpty();
        assertThat(decoded.failures()).extracting(Failure::op).containsExactly(Op.COPY);
    }

    @Test
    void aJobIsSilentAboutTargetsOfOtherJobs() throws Exception {
        Ownership ownership = new Ownership(Set.of("a", "b"), REGIONS, false);
        Decoded decoded =
                decode(
                        ownership,
                        put("a"),
                        put("c"),
                        put("nowhere"),
                        Bytes.utf8("{"),
                        message("c", new FailureMessage.Write.Copy(cell())));
        assertThat(decoded.letters()).isEmpty();
        assertThat(decoded.failures()).extracting(Failure::target).containsExactly("a");
    }

    @Test
    void oneJobOwnsWhatIsNobodys() throws Exception {
        Ownership ownership = new Ownership(Set.of("a"), REGIONS, true);
        Decoded decoded = decode(ownership, put("a"), put("b"), put("nowhere"), Bytes.utf8("{"));
        assertThat(decoded.letters()).hasSize(1);
        assertThat(decoded.failures()).extracting(Failure::target).containsExactly("a", "nowhere");
    }

    @Test
    void eachOfManyRandomRecordsIsOneDeadLetter() throws Exception {
        long seed = 42;
        Random random = new Random(seed);
        Bytes[] values =
                Stream.generate(() -> randomBytes(random)).limit(5_000).toArray(Bytes[]::new);
        Decoded decoded = decode(Ownership.ofAll(REGIONS), values);
        assertThat(decoded.failures()).as("seed %d", seed).isEmpty();
        assertThat(decoded.letters()).as("seed %d", seed).hasSize(values.length);
    }

    private static Bytes randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[0] = '{';
        }
        return Bytes.wrap(bytes);
    }

    private static Bytes put(String target) {
        return message(target, new FailureMessage.Write.Put(cell(), Bytes.utf8("value")));
    }

    private static Bytes message(String target, FailureMessage.Write write) {
        return FailureWriter.write(
                new FailureMessage(
                        new Subject.Edge("social", "follows", "user:42", "user:7"),
                        write,
                        new Token(NOW * 1_000, 1, 2),
                        "a",
                        target,
                        NOW,
                        new Cause(Cause.Kind.TIMEOUT, "")));
    }

    private static Cell cell() {
        return new Cell("social.follows.forward", Bytes.utf8("user:42"), Bytes.utf8("user:7"));
    }

    private static Decoded decode(Ownership ownership, @Nullable Bytes... values) throws Exception {
        RawRecord[] records = new RawRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] =
                    new RawRecord(
                            "a/t",
                            new Position("t", 0, i),
                            NOW,
                            null,
                            values[i],
                            RawRecord.Headers.NONE);
        }
        return decodeRecords(ownership, records);
    }

    private static Decoded decodeRecords(Ownership ownership, RawRecord... records)
            throws Exception {
        OneInputStreamOperatorTestHarness<RawRecord, Failure> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(
                        new FailureDecoder("a/t", RECORD_BYTES_MAX, ownership));
        try {
            harness.setProcessingTime(NOW);
            for (RawRecord record : records) {
                harness.processElement(record, 0);
            }
            var letters = harness.getSideOutput(SideOutputs.DEAD_LETTERS);
            return new Decoded(
                    harness.extractOutputValues(),
                    letters == null
                            ? List.of()
                            : letters.stream().map(StreamRecord::getValue).toList());
        } finally {
            harness.close();
        }
    }

    private record Decoded(List<Failure> failures, List<DeadLetter> letters) {}
}
