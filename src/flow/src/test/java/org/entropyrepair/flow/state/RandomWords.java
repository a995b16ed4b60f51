package org.entropyrepair.flow.state;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.reconcile.Alarms;
import org.entropyrepair.core.reconcile.Answer;
import org.entropyrepair.core.reconcile.Candidate;
import org.entropyrepair.core.reconcile.CellState;
import org.entropyrepair.core.reconcile.EdgeState;
import org.entropyrepair.core.reconcile.Phase;
import org.entropyrepair.core.reconcile.Repair;
import org.jspecify.annotations.Nullable;

/** Any value of core's words, from a seed: the sensible and the absurd alike. */
public final class RandomWords {
    private final Random random;

    /** All values follow from {@code seed}. */
    public RandomWords(long seed) {
        random = new Random(seed);
    }

    /** An edge or a node. */
    public Subject subject() {
        return random.nextInt(4) == 0
                ? new Subject.Node(text(), text(), text())
                : new Subject.Edge(text(), text(), text(), text());
    }

    /** A record, with or without key, value and headers. */
    public RawRecord rawRecord() {
        return new RawRecord(
                text(),
                new Position(text(), random.nextInt(), number()),
                number(),
                maybe(bytes()),
                maybe(bytes()),
                random.nextBoolean()
                        ? RawRecord.Headers.NONE
                        : new RawRecord.Headers(
                                maybe(text()), maybe(text()), maybe(text()), maybe(text())));
    }

    /** A failure. */
    public Failure failure() {
        return new Failure(
                subject(),
                pick(Op.values()),
                cell(),
                maybe(version()),
                text(),
                text(),
                number(),
                new Cause(pick(Cause.Kind.values()), text()),
                random.nextInt(),
                number(),
                rawRecord());
    }

    /** A dead letter. */
    public DeadLetter deadLetter() {
        return new DeadLetter(
                text(),
                pick(DeathReason.values()),
                text(),
                random.nextInt(),
                number(),
                number(),
                maybe(text()),
                random.nextInt(),
                rawRecord());
    }

    /** An outcome. */
    public Outcome outcome() {
        return new Outcome(
                pick(RepairState.values()),
                maybe(subject()),
                maybe(cell()),
                text(),
                maybe(version()),
                number(),
                text(),
                number(),
                random.nextInt(),
                number(),
                number(),
                text(),
                text(),
                maybe(text()));
    }

    /** A cell or a whole record. */
    public Cell cell() {
        return new Cell(text(), bytes(), maybe(bytes()));
    }

    /** A version. */
    public Version version() {
        Token token = new Token(number(), random.nextLong(), random.nextLong());
        return switch (random.nextInt(3)) {
            case 0 -> Version.put(token);
            case 1 -> new Version(token, Version.Kind.PUT, number());
            default -> Version.delete(token);
        };
    }

    /** The state of an edge whose repairs share some of their versions and regions. */
    public EdgeState edgeState() {
        List<String> regions = list(3, this::text);
        return new EdgeState(random.nextInt(), list(3, () -> cellState(regions)));
    }

    /** What RocksDB has not been told of an edge. */
    public EdgeChange edgeChange() {
        return new EdgeChange(
                subject(),
                list(3, () -> random.nextInt(1_000)),
                list(2, () -> new EdgeChange.Payload(random.nextInt(), rawRecord())),
                maybe(edgeState()),
                maybe(new EdgeChange.Move<>(alarms(), alarms())),
                maybe(new EdgeChange.Move<>(Set.of(text()), Set.of())));
    }

    private Alarms alarms() {
        return new Alarms(
                random.nextBoolean() ? Alarms.NONE : number(),
                random.nextBoolean() ? Alarms.NONE : number());
    }

    private CellState cellState(List<String> regions) {
        List<Candidate> versions = list(4, this::candidate);
        return new CellState(cell(), list(3, () -> repair(regions, versions)));
    }

    private Repair repair(List<String> regions, List<Candidate> versions) {
        return new Repair(
                regions.get(random.nextInt(regions.size())),
                regions.get(random.nextInt(regions.size())),
                list(4, () -> versions.get(random.nextInt(versions.size()))),
                phase(),
                random.nextInt(),
                number(),
                random.nextInt(),
                number(),
                number(),
                maybe(pick(RepairState.values())),
                number(),
                random.nextBoolean(),
                maybe(pick(Answer.Kind.values())));
    }

    private Candidate candidate() {
        return new Candidate(
                version(), random.nextInt(), number(), random.nextInt(), random.nextBoolean());
    }

    private Phase phase() {
        return switch (random.nextInt(6)) {
            case 0 -> new Phase.Holding(number(), number());
            case 1 -> new Phase.Waiting(number());
            case 2 ->
                    new Phase.InFlight(
                            random.nextInt(), number(), random.nextInt(), random.nextBoolean());
            case 3 -> new Phase.Parked(pick(Phase.Why.values()), number());
            case 4 -> new Phase.Parked(pick(Phase.Why.values()), Long.MAX_VALUE);
            default -> new Phase.Observed();
        };
    }

    private <T> List<T> list(int sizeMax, Supplier<T> element) {
        return Stream.generate(element).limit(1 + random.nextInt(sizeMax)).toList();
    }

    /** A number of any length and sign. */
    public long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    /** A text, now and then with characters that UTF-8 cannot hold. */
    public String text() {
        int length = random.nextInt(400) == 0 ? 70_000 : random.nextInt(12);
        StringBuilder text = new StringBuilder(length);
        int widest = pick(new Integer[] {0x80, 0x800, 0x10000, 0x110000});
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(widest));
        }
        if (random.nextInt(50) == 0) {
            text.append((char) (0xD800 + random.nextInt(0x800)));
        }
        return text.toString();
    }

    /** A byte sequence, now and then a long one. */
    public Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(400) == 0 ? 1_200_000 : random.nextInt(40)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
