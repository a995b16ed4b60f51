package org.entropyrepair.benchmarks.jmh;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Decision;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Effect;
import org.entropyrepair.core.reconcile.Gates;
import org.entropyrepair.core.reconcile.Input;
import org.entropyrepair.core.reconcile.Policy;
import org.entropyrepair.core.reconcile.Reconciler;
import org.entropyrepair.core.reconcile.Time;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.MutationReader;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.core.wire.Reading;
import org.entropyrepair.flow.state.EdgeStateSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One failure of one edge, on its way through the core: a record of about half a kilobyte. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreSteps {
    private static final long NOW_MILLIS = 1_769_040_000_000L;
    private static final long LAG_MILLIS = 2_000;
    private static final Time ARRIVES = new Time(NOW_MILLIS, NOW_MILLIS - 100);
    private static final Time IS_DUE =
            new Time(NOW_MILLIS + LAG_MILLIS + 1, NOW_MILLIS + LAG_MILLIS + 1);
    private static final Input DUE = new Input.Due(Gates.ALL_OPEN);

    private final FailureReader reader = new FailureReader();
    private final Policy policy = policy();
    private final FailureMessage message = message(0);
    private final DataOutputSerializer out = new DataOutputSerializer(1_024);
    private final DataInputDeserializer in = new DataInputDeserializer();

    private RawRecord raw;
    private Failure failure;
    private Failure newer;
    private EdgeState holding;
    private Outcome outcome;
    private Bytes outcomeBytes;
    private byte[] stateBytes;

    /** Everything is made from the one record. */
    @SuppressWarnings("NullAway.Init")
    public CoreSteps() {}

    /** Makes what the steps begin from. */
    @Setup
    public void prepare() throws IOException {
        raw = raw(message);
        failure = read(raw);
        newer = read(raw(message(1)));
        holding = step(EdgeState.EMPTY, new Input.Arrived(failure), ARRIVES).state();
        outcome = outcome();
        outcomeBytes = OutcomeCodec.encode(outcome);
        stateBytes = writeState();
    }

    /** Bytes of a failure to words. */
    @Benchmark
    public Reading decode() {
        return reader.read(raw);
    }

    /** The value once more, when it is written to a store. */
    @Benchmark
    public Mutation decodeValue() {
        return MutationReader.read(
                requireNonNull(raw.value()), failure.cell(), requireNonNull(failure.version()));
    }

    /** A failure to bytes, as a producer does. */
    @Benchmark
    public Bytes encode() {
        return FailureWriter.write(message);
    }

    /** An outcome to bytes. */
    @Benchmark
    public Bytes encodeOutcome() {
        return OutcomeCodec.encode(outcome);
    }

    /** Bytes of an outcome to words. */
    @Benchmark
    public Outcome decodeOutcome() {
        return OutcomeCodec.decode(outcomeBytes);
    }

    /** A failure of an edge of which nothing is pending. */
    @Benchmark
    public Decision reconcileArrival() {
        return step(EdgeState.EMPTY, new Input.Arrived(failure), ARRIVES);
    }

    /** A newer version of what is pending. */
    @Benchmark
    public Decision reconcileMerge() {
        return step(holding, new Input.Arrived(newer), ARRIVES);
    }

    /** A repair's life: it arrives, is due, is answered. */
    @Benchmark
    public Decision reconcileLife() {
        EdgeState state = step(EdgeState.EMPTY, new Input.Arrived(failure), ARRIVES).state();
        Decision due = step(state, DUE, IS_DUE);
        for (Effect effect : due.effects()) {
            if (effect instanceof Effect.Write write) {
                return step(
                        due.state(),
                        new Input.Answered(
                                write.cell(),
                                write.target(),
                                write.lease(),
                                new Answer(Answer.Kind.APPLIED, ""),
                                Gates.ALL_OPEN),
                        IS_DUE);
            }
        }
        throw new IllegalStateException("effects: " + due.effects() + " (expected: a write)");
    }

    /** The control part of the state to bytes. */
    @Benchmark
    public byte[] writeState() throws IOException {
        out.clear();
        EdgeStateSerializer.INSTANCE.serialize(holding, out);
        return out.getCopyOfBuffer();
    }

    /** And back. */
    @Benchmark
    public EdgeState readState() throws IOException {
        in.setBuffer(stateBytes);
        return EdgeStateSerializer.INSTANCE.deserialize(in);
    }

    private Decision step(EdgeState state, Input input, Time time) {
        return Reconciler.step(failure.subject(), state, input, policy, time);
    }

    private Failure read(RawRecord record) {
        if (reader.read(record) instanceof Reading.Readable readable) {
            return readable.failure();
        }
        throw new IllegalStateException("record: unreadable (expected: readable)");
    }

    private Outcome outcome() {
        return new Outcome(
                RepairState.APPLIED,
                failure.subject(),
                failure.cell(),
                failure.target(),
                failure.version(),
                NOW_MILLIS * 1_000,
                "entropy-repair",
                NOW_MILLIS,
                1,
                NOW_MILLIS,
                0,
                "",
                "all");
    }

    private static RawRecord raw(FailureMessage message) {
        return new RawRecord(
                "us/failures",
                new Position("failures", 0, 1),
                NOW_MILLIS,
                null,
                FailureWriter.write(message),
                RawRecord.Headers.NONE);
    }

    private static FailureMessage message(long nonce) {
        return new FailureMessage(
                new Subject.Edge("social", "follows", "user:4217", "user:99012"),
                new FailureMessage.Write.Put(
                        new Cell(
                                "social.follows.forward",
                                Bytes.utf8("user:4217"),
                                Bytes.utf8("user:99012")),
                        Bytes.wrap(new byte[64])),
                new Token((NOW_MILLIS - 50) * 1_000, 1, nonce),
                "us",
                "eu",
                NOW_MILLIS - 50,
                new Cause(Cause.Kind.TIMEOUT, "no answer in 500 ms"));
    }

    private static Policy policy() {
        return new Policy(
                Set.of("social"),
                Set.of("us", "eu"),
                Map.of(
                        "social.follows.forward",
                        new Policy.NamespaceRule("social", TimeUnit.DAYS.toMillis(10), false)),
                new Policy.Lags(LAG_MILLIS, Map.of()),
                List.of(
                        new Policy.ScopeRule(
                                "all",
                                Policy.Match.ALL,
                                Policy.Action.REPAIR,
                                true,
                                new Policy.Retry(1_000, 2, 300_000, 0.2, 0, 0),
                                0,
                                true)),
                new Policy.ClockRule(1_000, 300_000),
                Map.of(),
                TimeUnit.DAYS.toMillis(7),
                10_000,
                60_000,
                true,
                Map.of());
    }
}
