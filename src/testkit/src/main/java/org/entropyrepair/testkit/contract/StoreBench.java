package org.entropyrepair.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.ReadResult;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.WriteResult;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.entropyrepair.testkit.fake.SettableTime;
import org.junit.jupiter.api.Assumptions;

/**
 * One store on the bench: writes and reads it, and says whether what comes out is what its traits
 * allow. Ids are new for every cell asked for, so that tests may share a real server's tables.
 */
public final class StoreBench {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /** A store that sometimes cannot tell what it held already is asked so often. */
    private static final int REPEATS = 4;

    private static final long CLOCK_GRAIN_MICROS = 1_000;

    private final Store store;
    private final StoreTraits traits;
    private final Optional<SettableTime> time;
    private final long baseMicros;

    StoreBench(Store store, StoreTraits traits, Optional<SettableTime> time) {
        this.store = store;
        this.traits = traits;
        this.time = time;
        this.baseMicros = nowMicros() - TimeUnit.SECONDS.toMicros(60);
    }

    /** The store itself. */
    public Store store() {
        return store;
    }

    /** Skips the test, with that as its reason, where the store admits this weakness. */
    public void assumeNot(StoreTraits.Weakness weakness) {
        Assumptions.assumeFalse(has(weakness), () -> "the store admits " + weakness);
    }

    /** Whether the store cannot do this. */
    public boolean has(Weakness weakness) {
        return traits.has(weakness);
    }

    /** What the store admits. */
    public StoreTraits traits() {
        return traits;
    }

    /** The store's time, microseconds since 1970. */
    public long nowMicros() {
        InstantSource source = time.isPresent() ? time.get() : InstantSource.system();
        Instant now = source.instant();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }

    /** A moment a minute ago plus {@code micros}: where tests take their tokens' times from. */
    public long at(long micros) {
        return baseMicros + micros;
    }

    /** A token of that moment with a small nonce. */
    public Token token(long micros) {
        return token(micros, 1);
    }

    /** A token of that moment with this nonce. */
    public Token token(long micros, long nonceLow) {
        return new Token(at(micros), 0, nonceLow);
    }

    /** A put that stays. */
    public Version put(long micros) {
        return Version.put(token(micros));
    }

    /** A delete. */
    public Version delete(long micros) {
        return Version.delete(token(micros));
    }

    /** A put of that moment which runs out a day after it. */
    public Version expiring(long micros) {
        return Version.expiringPut(token(micros), 86_400);
    }

    /** A put of that moment which ran out a second after it, long ago. */
    public Version expired(long micros) {
        return Version.expiringPut(token(micros), 1);
    }

    /** An id that no other test has. */
    public Bytes newId() {
        return Bytes.utf8("id-" + UUID.randomUUID());
    }

    /** A cell of a new record in the namespace without record deletes. */
    public Cell newCell() {
        return new Cell(StoreContract.PLAIN, newId(), Bytes.utf8("key"));
    }

    /** A cell of a new record in the namespace with record deletes. */
    public Cell newCellOfRecords() {
        return new Cell(StoreContract.RECORDS, newId(), Bytes.utf8("key"));
    }

    /** The record of a cell. */
    public static Cell recordOf(Cell cell) {
        return Cell.wholeRecord(cell.namespace(), cell.id());
    }

    /** The value that {@link #apply(Cell, Version)} writes for a version. */
    public static Bytes valueOf(Version version) {
        return version.isDelete()
                ? Bytes.EMPTY
                : Bytes.utf8("v" + version.token() + "/" + version.expiresAtMicros());
    }

    /** Writes a version with its own value and no metadata. */
    public WriteResult apply(Cell cell, Version version) {
        return apply(new Mutation(cell, version, valueOf(version), Bytes.EMPTY));
    }

    /** Writes, and asks again for as long as the store is busy. */
    public WriteResult apply(Mutation mutation) {
        WriteResult result = await(store.apply(mutation));
        while (result instanceof WriteResult.Throttled) {
            LockSupport.parkNanos(1_000_000);
            result = await(store.apply(mutation));
        }
        return result;
    }

    /** Writes, and expects that the store took it. */
    public void lands(Cell cell, Version version) {
        assertThat(apply(cell, version))
                .as("write of a winner")
                .isEqualTo(new WriteResult.Applied());
    }

    /** Writes what the store holds already. */
    public void heals(Cell cell, Version version) {
        WriteResult result = apply(cell, version);
        for (int i = 1; i < REPEATS && cannotTell(result); i++) {
            result = apply(cell, version);
        }
        assertThat(result)
                .as("repeat")
                .isIn(orApplied(new WriteResult.Healed(), Weakness.CANNOT_TELL_HEALED));
    }

    private boolean cannotTell(WriteResult result) {
        return has(Weakness.SOMETIMES_CANNOT_TELL_HEALED) && result instanceof WriteResult.Applied;
    }

    /** Writes what the store holds something newer of. */
    public void loses(Cell cell, Version version) {
        assertThat(apply(cell, version))
                .as("write of a loser")
                .isIn(orApplied(new WriteResult.Superseded(), Weakness.CANNOT_TELL_SUPERSEDED));
    }

    private List<WriteResult> orApplied(WriteResult exact, Weakness weakness) {
        return has(weakness) ? List.of(exact, new WriteResult.Applied()) : List.of(exact);
    }

    /** Reads a cell. */
    public ReadResult read(Cell cell) {
        return await(store.read(cell));
    }

    /** Expects a put with the value that {@link #apply(Cell, Version)} writes. */
    public void shows(Cell cell, Version version) {
        shows(cell, version, valueOf(version), Bytes.EMPTY);
    }

    /** Expects exactly this. */
    public void shows(Cell cell, Version version, Bytes value, Bytes metadata) {
        ReadResult result = read(cell);
        assertThat(result).isInstanceOf(ReadResult.Held.class);
        ReadResult.Held held = (ReadResult.Held) result;
        assertToken(held.version(), version);
        assertThat(held.version().kind()).isEqualTo(Version.Kind.PUT);
        assertThat(held.version().expires()).isEqualTo(version.expires());
        if (version.expires()) {
            long off = held.version().expiresAtMicros() - version.expiresAtMicros();
            assertThat(Math.abs(off)).isLessThanOrEqualTo(traits.expiryToleranceMicros());
        }
        assertThat(held.value()).isEqualTo(value);
        assertThat(held.metadata()).isEqualTo(metadata);
    }

    /**
     * Expects no value, and the token of this delete or put that ran out, where it can be shown.
     */
    public void showsEmpty(Cell cell, Version version) {
        ReadResult result = read(cell);
        if (cannotShow(version)) {
            assertThat(result).isEqualTo(new ReadResult.Nothing(false));
            return;
        }
        assertThat(result).isInstanceOf(ReadResult.Held.class);
        ReadResult.Held held = (ReadResult.Held) result;
        assertToken(held.version(), version);
        if (!has(Weakness.EXPIRED_RANKS_AS_DELETE)) {
            assertThat(held.version()).isEqualTo(version);
        }
        assertThat(held.value().isEmpty() && held.metadata().isEmpty()).as("empty").isTrue();
    }

    /** Whether the store shows nothing where it holds this delete or put that ran out. */
    public boolean cannotShow(Version version) {
        return has(Weakness.CANNOT_SHOW_DELETES)
                && (version.isDelete() || has(Weakness.EXPIRED_RANKS_AS_DELETE));
    }

    /** Expects a value for a version that is live, none for one that is not. */
    public void ends(Cell cell, Version version) {
        if (version.isLive(nowMicros())) {
            shows(cell, version);
        } else {
            showsEmpty(cell, version);
        }
    }

    private void assertToken(Version found, Version expected) {
        if (has(Weakness.CANNOT_SHOW_NONCES)) {
            assertThat(found.token().generatedAtMicros())
                    .isEqualTo(expected.token().generatedAtMicros());
        } else {
            assertThat(found.token()).isEqualTo(expected.token());
        }
    }

    /**
     * Waits until a put has run out by any clock: moves the store's time, or lets time pass. A
     * store may have a clock of milliseconds, by which it runs out up to one of them later.
     */
    public void runOut(Cell cell, Version version) {
        if (time.isPresent()) {
            long leftMicros =
                    Math.max(0, version.expiresAtMicros() + CLOCK_GRAIN_MICROS - nowMicros());
            time.get().advance(Duration.of(leftMicros, java.time.temporal.ChronoUnit.MICROS));
        }
        until(
                () ->
                        !(read(cell) instanceof ReadResult.Held held)
                                || !held.version().isLive(nowMicros() - CLOCK_GRAIN_MICROS));
    }

    /** Waits for a condition, a minute at most. */
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ANSWER_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** The result of a stage, which must complete normally and in time. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException hung) {
            throw new AssertionError("the store hung: no answer in " + ANSWER_MAX, hung);
        } catch (ExecutionException thrown) {
            throw new AssertionError("a stage completed exceptionally", thrown);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
