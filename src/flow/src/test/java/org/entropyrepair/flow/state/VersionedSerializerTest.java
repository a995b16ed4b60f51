package org.entropyrepair.flow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.entropyrepair.core.model.Subject;
import org.junit.jupiter.api.Test;

class VersionedSerializerTest {
    private static final long SEED = 20260122;
    private static final int ROUNDS = 1_000;

    @Test
    void anySubjectComesBackAsItWas() throws IOException {
        roundTrips(SubjectSerializer.INSTANCE, RandomWords::subject);
    }

    @Test
    void anyRawRecordComesBackAsItWas() throws IOException {
        roundTrips(RawRecordSerializer.INSTANCE, RandomWords::rawRecord);
    }

    @Test
    void anyFailureComesBackAsItWas() throws IOException {
        roundTrips(FailureSerializer.INSTANCE, RandomWords::failure);
    }

    @Test
    void anyDeadLetterComesBackAsItWas() throws IOException {
        roundTrips(DeadLetterSerializer.INSTANCE, RandomWords::deadLetter);
    }

    @Test
    void anyOutcomeComesBackAsItWas() throws IOException {
        roundTrips(OutcomeSerializer.INSTANCE, RandomWords::outcome);
    }

    @Test
    void anyEdgeStateComesBackAsItWas() throws IOException {
        roundTrips(EdgeStateSerializer.INSTANCE, RandomWords::edgeState);
    }

    @Test
    void anyEdgeChangeComesBackAsItWas() throws IOException {
        roundTrips(EdgeChangeSerializer.INSTANCE, RandomWords::edgeChange);
    }

    @Test
    void equalSubjectsAreEqualBytesWithEqualHashes() throws IOException {
        Subject one = new Subject.Edge("g", "t", "a\uDC00", "b?");
        Subject same = new Subject.Edge("g", "t", "a" + (char) 0xDC00, "b?");
        Subject other = new Subject.Edge("g", "t", "a?", "b?");
        assertThat(bytes(SubjectSerializer.INSTANCE, one))
                .isEqualTo(bytes(SubjectSerializer.INSTANCE, same))
                .isNotEqualTo(bytes(SubjectSerializer.INSTANCE, other));
        Subject back =
                SubjectSerializer.INSTANCE.deserialize(
                        new DataInputDeserializer(bytes(SubjectSerializer.INSTANCE, one)));
        assertThat(back.hashCode()).isEqualTo(one.hashCode());
    }

    @Test
    void olderFormatsAreReadByTheNewest() throws IOException {
        byte[] old = bytes(new Counter(1), 7L);
        assertThat(new Counter(2).deserialize(new DataInputDeserializer(old))).isEqualTo(7L);
    }

    @Test
    void aValueOfANewerReleaseIsRefusedWithItsFormat() throws IOException {
        byte[] newer = bytes(new Counter(2), 7L);
        assertThatThrownBy(() -> new Counter(1).deserialize(new DataInputDeserializer(newer)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format of counter: 2 (expected: 1 to 1;");
    }

    @Test
    void aSavepointOfANewerReleaseIsRefusedWithItsFormat() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new CounterSnapshot(2).writeSnapshot(out);
        byte[] newer = out.getCopyOfBuffer();
        assertThatThrownBy(
                        () ->
                                new CounterSnapshot(1)
                                        .readSnapshot(
                                                1,
                                                new DataInputDeserializer(newer),
                                                getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format of counter: 2 (expected: 1 to 1;");
        new CounterSnapshot(2)
                .readSnapshot(1, new DataInputDeserializer(newer), getClass().getClassLoader());
    }

    @Test
    void aSavepointOfSomethingElseIsRefused() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new SubjectSerializer.Snapshot().writeSnapshot(out);
        assertThatThrownBy(
                        () ->
                                new OutcomeSerializer.Snapshot()
                                        .readSnapshot(
                                                1,
                                                new DataInputDeserializer(out.getCopyOfBuffer()),
                                                getClass().getClassLoader()))
                .hasMessage("snapshot: subject (expected: outcome)");
    }

    @Test
    void everySnapshotLeadsBackToItsSerializer() throws Exception {
        for (Samples.Sample<?> sample : Samples.all().values()) {
            leadsBack(sample.serializer());
        }
    }

    @Test
    void brokenLengthsAndMarkersAreErrorsNotAllocations() {
        for (byte[] broken :
                List.of(
                        new byte[] {1, 1, -1, -1, -1, -1, 127},
                        new byte[] {1, 1, -2, -1, -1, 15, 0},
                        new byte[] {1, 9},
                        new byte[] {})) {
            assertThatThrownBy(
                            () ->
                                    SubjectSerializer.INSTANCE.deserialize(
                                            new DataInputDeserializer(broken)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static <T> void leadsBack(VersionedSerializer<T> serializer) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(
                out, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> read =
                TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        serializer.getClass().getClassLoader());
        assertThat(read.restoreSerializer()).isEqualTo(serializer);
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(read)
                                .isCompatibleAsIs())
                .isTrue();
        assertThat(InstantiationUtil.clone(serializer)).isEqualTo(serializer);
    }

    private static <T> void roundTrips(
            VersionedSerializer<T> serializer, Function<RandomWords, T> words) throws IOException {
        RandomWords random = new RandomWords(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            T value = words.apply(random);
            byte[] bytes = bytes(serializer, value);
            DataInputDeserializer in = new DataInputDeserializer(bytes);
            assertThat(serializer.deserialize(in).equals(value))
                    .as("seed %d round %d", SEED, round)
                    .isTrue();
            assertThat(in.available()).isZero();
            DataOutputSerializer copy = new DataOutputSerializer(bytes.length);
            serializer.copy(new DataInputDeserializer(bytes), copy);
            assertThat(copy.getCopyOfBuffer()).isEqualTo(bytes);
        }
    }

    private static <T> byte[] bytes(VersionedSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    /** Format 1 wrote eight bytes; format 2 writes as few as it needs. */
    private static final class Counter extends VersionedSerializer<Long> {
        private static final long serialVersionUID = 1L;

        Counter(int format) {
            super("counter", format);
        }

        @Override
        protected void write(Long value, DataOutputView out) throws IOException {
            if (format() == 1) {
                out.writeLong(value);
            } else {
                Encoding.writeVarLong(value, out);
            }
        }

        @Override
        protected Long read(int format, DataInputView in) throws IOException {
            return format == 1 ? in.readLong() : Encoding.readVarLong(in);
        }

        @Override
        public VersionedSnapshot<Long> snapshotConfiguration() {
            return new CounterSnapshot(format());
        }
    }

    private static final class CounterSnapshot extends VersionedSnapshot<Long> {
        CounterSnapshot(int format) {
            super(new Counter(format));
        }
    }
}
